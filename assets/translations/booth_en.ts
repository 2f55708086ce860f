<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="es">
<context>
    <name>AttractPage</name>
    <message>
        <source>Tocá para empezar</source>
        <translation>Touch to start</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>Antes</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>Después</source>
        <translation>After</translation>
    </message>
</context>
<context>
    <name>Booth</name>
    <message>
        <source>Modo de prueba</source>
        <translation>Test mode</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>Mirá a la cámara</source>
        <translation>Look at the camera</translation>
    </message>
    <message>
        <source>Foto {0} de {1}</source>
        <translation>Photo {0} of {1}</translation>
    </message>
    <message>
        <source>La cámara vuelve en un momento…</source>
        <translation>The camera will be back in a moment…</translation>
    </message>
    <message>
        <source>Entren todos en el cuadro y toquen el botón</source>
        <translation>Everybody into the frame, then tap the button</translation>
    </message>
    <message>
        <source>Que entren las caras en el marco, y tocá el botón</source>
        <translation>Get all faces into the frame and press the button</translation>
    </message>
    <message>
        <source>Poné tu cara en el óvalo y tocá el botón</source>
        <translation>Place your face in the oval and touch the button</translation>
    </message>
    <message>
        <source>¡Sonreí!</source>
        <translation>Smile!</translation>
    </message>
    <message>
        <source>Guardando tu foto…</source>
        <translation>Saving your photo…</translation>
    </message>
</context>
<context>
    <name>CameraPage</name>
    <message>
        <source>Salir</source>
        <translation>Leave</translation>
    </message>
</context>
<context>
    <name>Closed</name>
    <message>
        <source>Sin lugar para más fotos</source>
        <translation>No room for more photos</translation>
    </message>
    <message>
        <source>La cabina no puede guardar fotos nuevas. El equipo lo resuelve enseguida.</source>
        <translation>The booth cannot save new photos. The team will fix it shortly.</translation>
    </message>
    <message>
        <source>Cabina sin vincular</source>
        <translation>This booth is not paired</translation>
    </message>
    <message>
        <source>Falta vincularla con su código antes de empezar.</source>
        <translation>It has to be paired with its code before it can start.</translation>
    </message>
    <message>
        <source>Todavía no hay evento</source>
        <translation>No event yet</translation>
    </message>
    <message>
        <source>Esta cabina espera que le asignen una fiesta.</source>
        <translation>This booth is waiting to be given a party.</translation>
    </message>
    <message>
        <source>Ya casi empezamos</source>
        <translation>We start soon</translation>
    </message>
    <message>
        <source>La cabina abre cuando empiece el evento. ¡Volvé en un rato!</source>
        <translation>The booth opens when the event begins. Come back in a while!</translation>
    </message>
    <message>
        <source>¡Gracias por venir!</source>
        <translation>Thanks for coming!</translation>
    </message>
    <message>
        <source>El evento terminó y la cabina ya no toma fotos.</source>
        <translation>The event is over and the booth takes no more photos.</translation>
    </message>
    <message>
        <source>Volvemos en un momento</source>
        <translation>Back in a moment</translation>
    </message>
    <message>
        <source>La cabina está en pausa. Acercate de nuevo en unos minutos.</source>
        <translation>The booth is paused. Please come back in a few minutes.</translation>
    </message>
    <message>
        <source>¡Se hicieron todos los retratos!</source>
        <translation>Every portrait has been made!</translation>
    </message>
    <message>
        <source>Este evento ya usó todos sus créditos.</source>
        <translation>This event has used all its credits.</translation>
    </message>
    <message>
        <source>La cámara está descansando</source>
        <translation>The camera is taking a rest</translation>
    </message>
    <message>
        <source>No la encontramos. La cabina vuelve sola apenas se conecte.</source>
        <translation>We cannot find it. The booth will be back by itself as soon as it is connected.</translation>
    </message>
    <message>
        <source>No se toma ninguna foto hasta que abra.</source>
        <translation>No photo is taken until it opens.</translation>
    </message>
    <message>
        <source>Las fotos ya tomadas están a salvo y los códigos QR siguen funcionando.</source>
        <translation>Photos already taken are safe, and QR codes keep working.</translation>
    </message>
    <message>
        <source>Los códigos QR siguen funcionando y los retratos en camino van a llegar.</source>
        <translation>QR codes keep working, and portraits on their way will arrive.</translation>
    </message>
</context>
<context>
    <name>ClosedPage</name>
    <message>
        <source>Consultando…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>Probar de nuevo</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Antes de empezar</source>
        <translation>Before we start</translation>
    </message>
    <message>
        <source>Acepto, ¡vamos!</source>
        <translation>I agree, let&apos;s go!</translation>
    </message>
    <message>
        <source>No, gracias</source>
        <translation>No, thanks</translation>
    </message>
</context>
<context>
    <name>DeclinedPage</name>
    <message>
        <source>¡Está perfecto!</source>
        <translation>That&apos;s perfectly fine!</translation>
    </message>
    <message>
        <source>No tomamos ninguna foto. Si cambiás de idea, acá estamos.</source>
        <translation>We took no photo. If you change your mind, we are here.</translation>
    </message>
    <message>
        <source>Volver al inicio</source>
        <translation>Back to the start</translation>
    </message>
</context>
<context>
    <name>Failed</name>
    <message>
        <source>La cámara se distrajo</source>
        <translation>The camera got distracted</translation>
    </message>
    <message>
        <source>No pudimos tomar la foto. Ya se está recuperando: probá de nuevo.</source>
        <translation>We could not take the photo. It is recovering already: try again.</translation>
    </message>
    <message>
        <source>No podemos guardar más fotos</source>
        <translation>We cannot save more photos</translation>
    </message>
    <message>
        <source>La cabina se quedó sin lugar. Avisale al equipo, por favor.</source>
        <translation>The booth has run out of room. Please tell the team.</translation>
    </message>
    <message>
        <source>Esta vez no salió</source>
        <translation>It did not work this time</translation>
    </message>
    <message>
        <source>No pudimos crear este retrato. Probá con otro estilo o con otra foto.</source>
        <translation>We could not make this portrait. Try another style or another photo.</translation>
    </message>
    <message>
        <source>Guardá tu número y el código: quien atiende la cabina puede volver a pedirlo con esta foto.</source>
        <translation>Keep your number and the code: whoever looks after the booth can ask for it again with this photo.</translation>
    </message>
    <message>
        <source>Tu retrato quedó en espera</source>
        <translation>Your portrait is on hold</translation>
    </message>
    <message>
        <source>A la fiesta se le terminaron los retratos por ahora.</source>
        <translation>The party has run out of portraits for now.</translation>
    </message>
    <message>
        <source>La fiesta todavía no empezó.</source>
        <translation>The party has not begun yet.</translation>
    </message>
    <message>
        <source>La fiesta ya terminó.</source>
        <translation>The party is over.</translation>
    </message>
    <message>
        <source>La fiesta pausó los retratos por un rato.</source>
        <translation>The party has paused its portraits for a while.</translation>
    </message>
    <message>
        <source>El servicio de retratos está suspendido por ahora.</source>
        <translation>The portrait service is suspended for now.</translation>
    </message>
    <message>
        <source>Este estilo ya no está disponible en esta fiesta.</source>
        <translation>This style is no longer available at this party.</translation>
    </message>
    <message>
        <source>Tuvimos un problema nuestro con tu pedido.</source>
        <translation>We had a problem of our own with your request.</translation>
    </message>
    <message>
        <source>Algo se trabó</source>
        <translation>Something got stuck</translation>
    </message>
    <message>
        <source>Otro estilo</source>
        <translation>Another style</translation>
    </message>
    <message>
        <source>Probar otra vez</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>La versión de la cabina ya está, y no usa créditos: ¿la imprimimos?</source>
        <translation>The booth&apos;s own version is ready and uses no credits: shall we print it?</translation>
    </message>
    <message>
        <source>No fue tu culpa. Tus fotos están a salvo: probá otra vez.</source>
        <translation>It was not your fault. Your photos are safe: try again.</translation>
    </message>
</context>
<context>
    <name>FailedWays</name>
    <message>
        <source>Imprimir la versión de la cabina</source>
        <translation>Print the booth&apos;s version</translation>
    </message>
    <message>
        <source>Tomar otra foto</source>
        <translation>Take another photo</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Finish</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>Volvemos al inicio en %1 s</source>
        <translation>Back to the start in %1 s</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Sin créditos ahora</source>
        <translation>No credits right now</translation>
    </message>
    <message>
        <source>Si hay créditos</source>
        <translation>If credits are left</translation>
    </message>
    <message>
        <source>Hecho acá</source>
        <translation>Made right here</translation>
    </message>
    <message>
        <source>Llega después</source>
        <translation>Arrives later</translation>
    </message>
    <message>
        <source>A la fiesta le quedan pocos créditos: para los estilos marcados ya no alcanzan.</source>
        <translation>The party is low on credits: there are not enough for the styles marked so.</translation>
    </message>
    <message>
        <source>Sin internet ahora: los retratos marcados llegan más tarde, si a la fiesta le quedan créditos.</source>
        <translation>No internet right now: the portraits marked so arrive later, if the party has credits left.</translation>
    </message>
    <message>
        <source>Ahora no hay internet: estos retratos llegan más tarde a tu celular, con tu código QR.</source>
        <translation>There is no internet right now: these portraits reach your phone later, with your QR code.</translation>
    </message>
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Elegí tu estilo</source>
        <translation>Pick your style</translation>
    </message>
    <message>
        <source>Salir</source>
        <translation>Leave</translation>
    </message>
</context>
<context>
    <name>GoodbyePage</name>
    <message>
        <source>¡Gracias por venir!</source>
        <translation>Thanks for coming!</translation>
    </message>
    <message>
        <source>Guardá tu código QR: ahí está tu retrato cuando quieras.</source>
        <translation>Keep your QR code: your portrait is there whenever you like.</translation>
    </message>
    <message>
        <source>Cuando quieras, acá te esperamos.</source>
        <translation>Whenever you like, we are here.</translation>
    </message>
    <message>
        <source>Listo</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>LayoutChoice</name>
    <message>
        <source>Un retrato</source>
        <translation>One portrait</translation>
    </message>
    <message>
        <source>Tira de 3 fotos</source>
        <translation>Strip of 3 photos</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Hoy sin impresiones: te llevás tu retrato con el código QR.</source>
        <translation>No prints today: you take your portrait home with the QR code.</translation>
    </message>
    <message>
        <source>La impresora está en pausa: tu código QR funciona igual.</source>
        <translation>The printer is paused: your QR code works all the same.</translation>
    </message>
    <message>
        <source>Sin internet no podemos asegurarlo: te llega si al evento le quedan créditos.</source>
        <translation>Without internet we cannot promise it: it reaches you if the event has credits left.</translation>
    </message>
    <message>
        <source>A la fiesta no le quedan créditos para retratos: igual podés imprimir la versión de la cabina.</source>
        <translation>The party has no credits left for portraits: you can still print the booth&apos;s own version.</translation>
    </message>
    <message>
        <source>A la fiesta no le quedan créditos para retratos: si se suman, el equipo puede pedir el tuyo.</source>
        <translation>The party has no credits left for portraits: if some are added, the staff can ask for yours.</translation>
    </message>
    <message>
        <source>Preparando la impresión…</source>
        <translation>Preparing your print…</translation>
    </message>
    <message>
        <source>No pudimos preparar tu copia. Probá otra vez o avisale al equipo.</source>
        <translation>We could not prepare your copy. Try again or tell the team.</translation>
    </message>
    <message>
        <source>¡Listo! Tu copia quedó guardada en la cabina: pedísela al equipo.</source>
        <translation>Done! Your copy is kept in the booth: ask the team for it.</translation>
    </message>
    <message>
        <source>Tu copia no salió. Probá otra vez o avisale al equipo.</source>
        <translation>Your copy did not come out. Try again or tell the team.</translation>
    </message>
    <message>
        <source>El equipo canceló tu copia. Si la querés, pedila otra vez.</source>
        <translation>The team cancelled your copy. If you want it, ask for it again.</translation>
    </message>
    <message>
        <source>La impresora está en pausa. Tu copia sale apenas vuelva.</source>
        <translation>The printer is paused. Your copy comes out as soon as it is back.</translation>
    </message>
    <message>
        <source>Tu copia espera su turno en la impresora.</source>
        <translation>Your copy is waiting for its turn at the printer.</translation>
    </message>
    <message>
        <source>No sabemos si tu copia salió. Si no está en la impresora, avisale al equipo.</source>
        <translation>We do not know whether your copy came out. If it is not at the printer, tell the team.</translation>
    </message>
    <message>
        <source>Tu copia está retenida. El equipo tiene que liberarla.</source>
        <translation>Your copy is on hold. The team has to release it.</translation>
    </message>
    <message>
        <source>¡Listo! Retirá tu copia de la impresora: era la última.</source>
        <translation>Done! Take your copy from the printer: it was the last one.</translation>
    </message>
    <message>
        <source>¡Listo! Retirá tu copia de la impresora.</source>
        <translation>Done! Take your copy from the printer.</translation>
    </message>
    <message>
        <source>Imprimiendo… sale en unos segundos.</source>
        <translation>Printing… it comes out in a few seconds.</translation>
    </message>
</context>
<context>
    <name>OrientationChoice</name>
    <message>
        <source>Retrato</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>Grupo</source>
        <translation>Group</translation>
    </message>
</context>
<context>
    <name>PhotoSet</name>
    <message>
        <source>Tu retrato</source>
        <translation>Your portrait</translation>
    </message>
</context>
<context>
    <name>PrintChoice</name>
    <message>
        <source>copia</source>
        <translation>copy</translation>
    </message>
    <message>
        <source>copias</source>
        <translation>copies</translation>
    </message>
    <message>
        <source>Imprimir</source>
        <translation>Print</translation>
    </message>
</context>
<context>
    <name>Processing</name>
    <message>
        <source>Foto guardada</source>
        <translation>Photo saved</translation>
    </message>
    <message>
        <source>Foto enviada</source>
        <translation>Photo sent</translation>
    </message>
    <message>
        <source>Retrato creado</source>
        <translation>Portrait made</translation>
    </message>
    <message>
        <source>Retrato en la cabina</source>
        <translation>Portrait at the booth</translation>
    </message>
    <message>
        <source>Si tarda, te damos un código y lo ves en tu celular.</source>
        <translation>If it takes long, we give you a code and you see it on your phone.</translation>
    </message>
    <message>
        <source>Tu foto ya está a salvo en la cabina.</source>
        <translation>Your photo is already safe in the booth.</translation>
    </message>
</context>
<context>
    <name>ProcessingPage</name>
    <message>
        <source>Creando tu retrato</source>
        <translation>Making your portrait</translation>
    </message>
    <message>
        <source>Seguir sin esperar</source>
        <translation>Go on without waiting</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Otra más</source>
        <translation>Another one</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Finish</translation>
    </message>
</context>
<context>
    <name>Resume</name>
    <message>
        <source>La cabina se reinició. Podés seguir donde estabas.</source>
        <translation>The booth restarted. You can go on where you were.</translation>
    </message>
    <message>
        <source>La cabina se reinició, pero tu foto está a salvo.</source>
        <translation>The booth restarted, but your photo is safe.</translation>
    </message>
    <message>
        <source>La cabina se reinició, pero tus fotos están a salvo.</source>
        <translation>The booth restarted, but your photos are safe.</translation>
    </message>
</context>
<context>
    <name>ResumePage</name>
    <message>
        <source>¿Seguimos?</source>
        <translation>Shall we go on?</translation>
    </message>
    <message>
        <source>Sí, seguir</source>
        <translation>Yes, go on</translation>
    </message>
    <message>
        <source>No, empezar de nuevo</source>
        <translation>No, start over</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Repetir todas ({0})</source>
        <translation>Retake all ({0})</translation>
    </message>
    <message>
        <source>Repetir ({0})</source>
        <translation>Retake ({0})</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>¿Te gusta?</source>
        <translation>Do you like it?</translation>
    </message>
    <message>
        <source>Salir</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>¡Hacelo!</source>
        <translation>Make it!</translation>
    </message>
</context>
<context>
    <name>ScanHint</name>
    <message>
        <source>¡Mirate!</source>
        <translation>Look at you!</translation>
    </message>
    <message>
        <source>Escaneá el código y llevate tu retrato en el celular.</source>
        <translation>Scan the code and take your portrait with you on your phone.</translation>
    </message>
    <message>
        <source>Tu número: %1</source>
        <translation>Your number: %1</translation>
    </message>
</context>
<context>
    <name>StillThere</name>
    <message>
        <source>¿Seguís ahí?</source>
        <translation>Are you still there?</translation>
    </message>
    <message>
        <source>Si no, terminamos para que pase quien sigue.</source>
        <translation>If not, we finish so that the next guest can come.</translation>
    </message>
    <message>
        <source>Sí, sigo acá</source>
        <translation>Yes, I&apos;m here</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Finish</translation>
    </message>
</context>
<context>
    <name>StyleCard</name>
    <message>
        <source>Premium</source>
        <translation>Premium</translation>
    </message>
</context>
<context>
    <name>StyleHint</name>
    <message>
        <source>Tu estilo</source>
        <translation>Your style</translation>
    </message>
</context>
<context>
    <name>Ticket</name>
    <message>
        <source>Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos.</source>
        <translation>Scan the code: your portrait appears there if the event has credits left.</translation>
    </message>
    <message>
        <source>Escaneá el código: tu retrato aparece ahí apenas esté listo.</source>
        <translation>Scan the code: your portrait appears there as soon as it is ready.</translation>
    </message>
</context>
<context>
    <name>TicketCard</name>
    <message>
        <source>Tu número</source>
        <translation>Your number</translation>
    </message>
</context>
<context>
    <name>TicketPage</name>
    <message>
        <source>Tu retrato va en camino</source>
        <translation>Your portrait is on its way</translation>
    </message>
    <message>
        <source>Imprimir mi foto ya</source>
        <translation>Print my photo now</translation>
    </message>
    <message>
        <source>Otra foto</source>
        <translation>Another photo</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Finish</translation>
    </message>
</context>
</TS>
