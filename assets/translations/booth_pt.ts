<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt" sourcelanguage="es">
<context>
    <name>AttractPage</name>
    <message>
        <source>Tocá para empezar</source>
        <translation>Toque para começar</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>Antes</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>Después</source>
        <translation>Depois</translation>
    </message>
</context>
<context>
    <name>Booth</name>
    <message>
        <source>Modo de prueba</source>
        <translation>Modo de teste</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>Mirá a la cámara</source>
        <translation>Olhe para a câmera</translation>
    </message>
    <message>
        <source>Foto {0} de {1}</source>
        <translation>Foto {0} de {1}</translation>
    </message>
    <message>
        <source>La cámara vuelve en un momento…</source>
        <translation>A câmera volta em um instante…</translation>
    </message>
    <message>
        <source>Entren todos en el cuadro y toquen el botón</source>
        <translation>Entrem todos no quadro e toquem no botão</translation>
    </message>
    <message>
        <source>Que entren las caras en el marco, y tocá el botón</source>
        <translation>Coloque todos os rostos na moldura e toque no botão</translation>
    </message>
    <message>
        <source>Poné tu cara en el óvalo y tocá el botón</source>
        <translation>Coloque o rosto no oval e toque no botão</translation>
    </message>
    <message>
        <source>¡Sonreí!</source>
        <translation>Sorria!</translation>
    </message>
    <message>
        <source>Guardando tu foto…</source>
        <translation>Salvando sua foto…</translation>
    </message>
</context>
<context>
    <name>CameraPage</name>
    <message>
        <source>Salir</source>
        <translation>Sair</translation>
    </message>
</context>
<context>
    <name>Closed</name>
    <message>
        <source>Sin lugar para más fotos</source>
        <translation>Sem espaço para mais fotos</translation>
    </message>
    <message>
        <source>La cabina no puede guardar fotos nuevas. El equipo lo resuelve enseguida.</source>
        <translation>A cabine não consegue salvar novas fotos. A equipe já vai resolver.</translation>
    </message>
    <message>
        <source>Cabina sin vincular</source>
        <translation>Cabine não vinculada</translation>
    </message>
    <message>
        <source>Falta vincularla con su código antes de empezar.</source>
        <translation>É preciso vinculá-la com seu código antes de começar.</translation>
    </message>
    <message>
        <source>Todavía no hay evento</source>
        <translation>Ainda não há evento</translation>
    </message>
    <message>
        <source>Esta cabina espera que le asignen una fiesta.</source>
        <translation>Esta cabine está esperando uma festa.</translation>
    </message>
    <message>
        <source>Ya casi empezamos</source>
        <translation>Já vamos começar</translation>
    </message>
    <message>
        <source>La cabina abre cuando empiece el evento. ¡Volvé en un rato!</source>
        <translation>A cabine abre quando o evento começar. Volte daqui a pouco!</translation>
    </message>
    <message>
        <source>¡Gracias por venir!</source>
        <translation>Obrigado pela visita!</translation>
    </message>
    <message>
        <source>El evento terminó y la cabina ya no toma fotos.</source>
        <translation>O evento terminou e a cabine não tira mais fotos.</translation>
    </message>
    <message>
        <source>Volvemos en un momento</source>
        <translation>Voltamos já</translation>
    </message>
    <message>
        <source>La cabina está en pausa. Acercate de nuevo en unos minutos.</source>
        <translation>A cabine está em pausa. Volte em alguns minutos.</translation>
    </message>
    <message>
        <source>¡Se hicieron todos los retratos!</source>
        <translation>Todos os retratos foram feitos!</translation>
    </message>
    <message>
        <source>Este evento ya usó todos sus créditos.</source>
        <translation>Este evento já usou todos os créditos.</translation>
    </message>
    <message>
        <source>La cámara está descansando</source>
        <translation>A câmera está descansando</translation>
    </message>
    <message>
        <source>No la encontramos. La cabina vuelve sola apenas se conecte.</source>
        <translation>Não a encontramos. A cabine volta sozinha assim que ela se conectar.</translation>
    </message>
    <message>
        <source>No se toma ninguna foto hasta que abra.</source>
        <translation>Nenhuma foto é tirada até a abertura.</translation>
    </message>
    <message>
        <source>Las fotos ya tomadas están a salvo y los códigos QR siguen funcionando.</source>
        <translation>As fotos já tiradas estão seguras e os códigos QR continuam funcionando.</translation>
    </message>
    <message>
        <source>Los códigos QR siguen funcionando y los retratos en camino van a llegar.</source>
        <translation>Os códigos QR continuam funcionando e os retratos a caminho vão chegar.</translation>
    </message>
</context>
<context>
    <name>ClosedPage</name>
    <message>
        <source>Consultando…</source>
        <translation>Verificando…</translation>
    </message>
    <message>
        <source>Probar de nuevo</source>
        <translation>Tentar de novo</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Antes de empezar</source>
        <translation>Antes de começar</translation>
    </message>
    <message>
        <source>Acepto, ¡vamos!</source>
        <translation>Aceito, vamos!</translation>
    </message>
    <message>
        <source>No, gracias</source>
        <translation>Não, obrigado</translation>
    </message>
</context>
<context>
    <name>DeclinedPage</name>
    <message>
        <source>¡Está perfecto!</source>
        <translation>Sem problema!</translation>
    </message>
    <message>
        <source>No tomamos ninguna foto. Si cambiás de idea, acá estamos.</source>
        <translation>Não tiramos nenhuma foto. Se mudar de ideia, estamos aqui.</translation>
    </message>
    <message>
        <source>Volver al inicio</source>
        <translation>Voltar ao início</translation>
    </message>
</context>
<context>
    <name>Failed</name>
    <message>
        <source>La cámara se distrajo</source>
        <translation>A câmera se distraiu</translation>
    </message>
    <message>
        <source>No pudimos tomar la foto. Ya se está recuperando: probá de nuevo.</source>
        <translation>Não conseguimos tirar a foto. Ela já está se recuperando: tente de novo.</translation>
    </message>
    <message>
        <source>No podemos guardar más fotos</source>
        <translation>Não podemos salvar mais fotos</translation>
    </message>
    <message>
        <source>La cabina se quedó sin lugar. Avisale al equipo, por favor.</source>
        <translation>A cabine ficou sem espaço. Avise a equipe, por favor.</translation>
    </message>
    <message>
        <source>Esta vez no salió</source>
        <translation>Desta vez não deu certo</translation>
    </message>
    <message>
        <source>No pudimos crear este retrato. Probá con otro estilo o con otra foto.</source>
        <translation>Não conseguimos criar este retrato. Tente outro estilo ou outra foto.</translation>
    </message>
    <message>
        <source>Guardá tu número y el código: quien atiende la cabina puede volver a pedirlo con esta foto.</source>
        <translation>Guarde o seu número e o código: quem cuida da cabine pode pedir de novo com esta foto.</translation>
    </message>
    <message>
        <source>Tu retrato quedó en espera</source>
        <translation>Seu retrato ficou em espera</translation>
    </message>
    <message>
        <source>A la fiesta se le terminaron los retratos por ahora.</source>
        <translation>Os retratos da festa acabaram por enquanto.</translation>
    </message>
    <message>
        <source>La fiesta todavía no empezó.</source>
        <translation>A festa ainda não começou.</translation>
    </message>
    <message>
        <source>La fiesta ya terminó.</source>
        <translation>A festa já terminou.</translation>
    </message>
    <message>
        <source>La fiesta pausó los retratos por un rato.</source>
        <translation>A festa pausou os retratos por um tempo.</translation>
    </message>
    <message>
        <source>El servicio de retratos está suspendido por ahora.</source>
        <translation>O serviço de retratos está suspenso no momento.</translation>
    </message>
    <message>
        <source>Este estilo ya no está disponible en esta fiesta.</source>
        <translation>Este estilo não está mais disponível nesta festa.</translation>
    </message>
    <message>
        <source>Tuvimos un problema nuestro con tu pedido.</source>
        <translation>Tivemos um problema nosso com o seu pedido.</translation>
    </message>
    <message>
        <source>Algo se trabó</source>
        <translation>Algo travou</translation>
    </message>
    <message>
        <source>Otro estilo</source>
        <translation>Outro estilo</translation>
    </message>
    <message>
        <source>Probar otra vez</source>
        <translation>Tentar de novo</translation>
    </message>
    <message>
        <source>La versión de la cabina ya está, y no usa créditos: ¿la imprimimos?</source>
        <translation>A versão da cabine já está pronta e não usa créditos: vamos imprimir?</translation>
    </message>
    <message>
        <source>No fue tu culpa. Tus fotos están a salvo: probá otra vez.</source>
        <translation>Não foi culpa sua. Suas fotos estão seguras: tente outra vez.</translation>
    </message>
</context>
<context>
    <name>FailedWays</name>
    <message>
        <source>Imprimir la versión de la cabina</source>
        <translation>Imprimir a versão da cabine</translation>
    </message>
    <message>
        <source>Tomar otra foto</source>
        <translation>Tirar outra foto</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Terminar</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>Volvemos al inicio en %1 s</source>
        <translation>Voltamos ao início em %1 s</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Sin créditos ahora</source>
        <translation>Sem créditos agora</translation>
    </message>
    <message>
        <source>Si hay créditos</source>
        <translation>Se houver créditos</translation>
    </message>
    <message>
        <source>Hecho acá</source>
        <translation>Feito aqui</translation>
    </message>
    <message>
        <source>Llega después</source>
        <translation>Chega depois</translation>
    </message>
    <message>
        <source>A la fiesta le quedan pocos créditos: para los estilos marcados ya no alcanzan.</source>
        <translation>A festa tem poucos créditos: para os estilos marcados já não são suficientes.</translation>
    </message>
    <message>
        <source>Sin internet ahora: los retratos marcados llegan más tarde, si a la fiesta le quedan créditos.</source>
        <translation>Sem internet por enquanto: os retratos marcados chegam mais tarde, se a festa ainda tiver créditos.</translation>
    </message>
    <message>
        <source>Ahora no hay internet: estos retratos llegan más tarde a tu celular, con tu código QR.</source>
        <translation>Agora não há internet: estes retratos chegam mais tarde ao seu celular, com seu código QR.</translation>
    </message>
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Elegí tu estilo</source>
        <translation>Escolha seu estilo</translation>
    </message>
    <message>
        <source>Salir</source>
        <translation>Sair</translation>
    </message>
</context>
<context>
    <name>GoodbyePage</name>
    <message>
        <source>¡Gracias por venir!</source>
        <translation>Obrigado pela visita!</translation>
    </message>
    <message>
        <source>Guardá tu código QR: ahí está tu retrato cuando quieras.</source>
        <translation>Guarde seu código QR: seu retrato está lá quando quiser.</translation>
    </message>
    <message>
        <source>Cuando quieras, acá te esperamos.</source>
        <translation>Quando quiser, estamos aqui.</translation>
    </message>
    <message>
        <source>Listo</source>
        <translation>Pronto</translation>
    </message>
</context>
<context>
    <name>LayoutChoice</name>
    <message>
        <source>Un retrato</source>
        <translation>Um retrato</translation>
    </message>
    <message>
        <source>Tira de 3 fotos</source>
        <translation>Tira de 3 fotos</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Hoy sin impresiones: te llevás tu retrato con el código QR.</source>
        <translation>Hoje sem impressões: você leva seu retrato com o código QR.</translation>
    </message>
    <message>
        <source>La impresora está en pausa: tu código QR funciona igual.</source>
        <translation>A impressora está em pausa: seu código QR funciona do mesmo jeito.</translation>
    </message>
    <message>
        <source>Sin internet no podemos asegurarlo: te llega si al evento le quedan créditos.</source>
        <translation>Sem internet não podemos garantir: ele chega se o evento ainda tiver créditos.</translation>
    </message>
    <message>
        <source>A la fiesta no le quedan créditos para retratos: igual podés imprimir la versión de la cabina.</source>
        <translation>A festa não tem mais créditos para retratos: você ainda pode imprimir a versão da cabine.</translation>
    </message>
    <message>
        <source>A la fiesta no le quedan créditos para retratos: si se suman, el equipo puede pedir el tuyo.</source>
        <translation>A festa não tem mais créditos para retratos: se mais forem adicionados, a equipe pode pedir o seu.</translation>
    </message>
    <message>
        <source>Preparando la impresión…</source>
        <translation>Preparando a impressão…</translation>
    </message>
    <message>
        <source>No pudimos preparar tu copia. Probá otra vez o avisale al equipo.</source>
        <translation>Não conseguimos preparar sua cópia. Tente de novo ou avise a equipe.</translation>
    </message>
    <message>
        <source>¡Listo! Tu copia quedó guardada en la cabina: pedísela al equipo.</source>
        <translation>Pronto! Sua cópia ficou guardada na cabine: peça à equipe.</translation>
    </message>
    <message>
        <source>Tu copia no salió. Probá otra vez o avisale al equipo.</source>
        <translation>Sua cópia não saiu. Tente de novo ou avise a equipe.</translation>
    </message>
    <message>
        <source>El equipo canceló tu copia. Si la querés, pedila otra vez.</source>
        <translation>A equipe cancelou sua cópia. Se quiser, peça de novo.</translation>
    </message>
    <message>
        <source>La impresora está en pausa. Tu copia sale apenas vuelva.</source>
        <translation>A impressora está em pausa. Sua cópia sai assim que ela voltar.</translation>
    </message>
    <message>
        <source>Tu copia espera su turno en la impresora.</source>
        <translation>Sua cópia espera a vez na impressora.</translation>
    </message>
    <message>
        <source>No sabemos si tu copia salió. Si no está en la impresora, avisale al equipo.</source>
        <translation>Não sabemos se sua cópia saiu. Se não estiver na impressora, avise a equipe.</translation>
    </message>
    <message>
        <source>Tu copia está retenida. El equipo tiene que liberarla.</source>
        <translation>Sua cópia está retida. A equipe precisa liberá-la.</translation>
    </message>
    <message>
        <source>¡Listo! Retirá tu copia de la impresora: era la última.</source>
        <translation>Pronto! Retire sua cópia da impressora: era a última.</translation>
    </message>
    <message>
        <source>¡Listo! Retirá tu copia de la impresora.</source>
        <translation>Pronto! Retire sua cópia da impressora.</translation>
    </message>
    <message>
        <source>Imprimiendo… sale en unos segundos.</source>
        <translation>Imprimindo… sai em alguns segundos.</translation>
    </message>
</context>
<context>
    <name>OrientationChoice</name>
    <message>
        <source>Retrato</source>
        <translation>Retrato</translation>
    </message>
    <message>
        <source>Grupo</source>
        <translation>Grupo</translation>
    </message>
</context>
<context>
    <name>PhotoSet</name>
    <message>
        <source>Tu retrato</source>
        <translation>Seu retrato</translation>
    </message>
</context>
<context>
    <name>PrintChoice</name>
    <message>
        <source>copia</source>
        <translation>cópia</translation>
    </message>
    <message>
        <source>copias</source>
        <translation>cópias</translation>
    </message>
    <message>
        <source>Imprimir</source>
        <translation>Imprimir</translation>
    </message>
</context>
<context>
    <name>Processing</name>
    <message>
        <source>Foto guardada</source>
        <translation>Foto salva</translation>
    </message>
    <message>
        <source>Foto enviada</source>
        <translation>Foto enviada</translation>
    </message>
    <message>
        <source>Retrato creado</source>
        <translation>Retrato criado</translation>
    </message>
    <message>
        <source>Retrato en la cabina</source>
        <translation>Retrato na cabine</translation>
    </message>
    <message>
        <source>Si tarda, te damos un código y lo ves en tu celular.</source>
        <translation>Se demorar, damos um código e você vê no seu celular.</translation>
    </message>
    <message>
        <source>Tu foto ya está a salvo en la cabina.</source>
        <translation>Sua foto já está segura na cabine.</translation>
    </message>
</context>
<context>
    <name>ProcessingPage</name>
    <message>
        <source>Creando tu retrato</source>
        <translation>Criando seu retrato</translation>
    </message>
    <message>
        <source>Seguir sin esperar</source>
        <translation>Seguir sem esperar</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Otra más</source>
        <translation>Mais uma</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Terminar</translation>
    </message>
</context>
<context>
    <name>Resume</name>
    <message>
        <source>La cabina se reinició. Podés seguir donde estabas.</source>
        <translation>A cabine reiniciou. Você pode continuar de onde estava.</translation>
    </message>
    <message>
        <source>La cabina se reinició, pero tu foto está a salvo.</source>
        <translation>A cabine reiniciou, mas sua foto está segura.</translation>
    </message>
    <message>
        <source>La cabina se reinició, pero tus fotos están a salvo.</source>
        <translation>A cabine reiniciou, mas suas fotos estão seguras.</translation>
    </message>
</context>
<context>
    <name>ResumePage</name>
    <message>
        <source>¿Seguimos?</source>
        <translation>Continuamos?</translation>
    </message>
    <message>
        <source>Sí, seguir</source>
        <translation>Sim, continuar</translation>
    </message>
    <message>
        <source>No, empezar de nuevo</source>
        <translation>Não, começar de novo</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Repetir todas ({0})</source>
        <translation>Repetir todas ({0})</translation>
    </message>
    <message>
        <source>Repetir ({0})</source>
        <translation>Repetir ({0})</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>¿Te gusta?</source>
        <translation>Gostou?</translation>
    </message>
    <message>
        <source>Salir</source>
        <translation>Sair</translation>
    </message>
    <message>
        <source>¡Hacelo!</source>
        <translation>Fazer!</translation>
    </message>
</context>
<context>
    <name>ScanHint</name>
    <message>
        <source>¡Mirate!</source>
        <translation>Olha você!</translation>
    </message>
    <message>
        <source>Escaneá el código y llevate tu retrato en el celular.</source>
        <translation>Escaneie o código e leve seu retrato no celular.</translation>
    </message>
    <message>
        <source>Tu número: %1</source>
        <translation>Seu número: %1</translation>
    </message>
</context>
<context>
    <name>StillThere</name>
    <message>
        <source>¿Seguís ahí?</source>
        <translation>Você ainda está aí?</translation>
    </message>
    <message>
        <source>Si no, terminamos para que pase quien sigue.</source>
        <translation>Se não, encerramos para a próxima pessoa.</translation>
    </message>
    <message>
        <source>Sí, sigo acá</source>
        <translation>Sim, estou aqui</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Terminar</translation>
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
        <translation>Seu estilo</translation>
    </message>
</context>
<context>
    <name>Ticket</name>
    <message>
        <source>Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos.</source>
        <translation>Escaneie o código: seu retrato aparece lá se o evento ainda tiver créditos.</translation>
    </message>
    <message>
        <source>Escaneá el código: tu retrato aparece ahí apenas esté listo.</source>
        <translation>Escaneie o código: seu retrato aparece lá assim que estiver pronto.</translation>
    </message>
</context>
<context>
    <name>TicketCard</name>
    <message>
        <source>Tu número</source>
        <translation>Seu número</translation>
    </message>
</context>
<context>
    <name>TicketPage</name>
    <message>
        <source>Tu retrato va en camino</source>
        <translation>Seu retrato está a caminho</translation>
    </message>
    <message>
        <source>Imprimir mi foto ya</source>
        <translation>Imprimir minha foto agora</translation>
    </message>
    <message>
        <source>Otra foto</source>
        <translation>Outra foto</translation>
    </message>
    <message>
        <source>Terminar</source>
        <translation>Terminar</translation>
    </message>
</context>
</TS>
