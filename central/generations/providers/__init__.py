"""Who makes pictures (N2): one module per provider, all behind `base.Provider`; `registry` finds them."""
