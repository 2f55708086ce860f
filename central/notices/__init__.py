"""What people are told, once each: by the bell of their pages, by e-mail, on their phones.

Whoever causes something tells it (`telling.tell`) in the transaction of the cause. The worker hands each
notice to its readers (`spreading`), by the channels that they chose (`preferences`), and delivers it
(`delivery`).
Who the readers are is asked of the subject that knows people. Owns all tables of this folder.
"""
