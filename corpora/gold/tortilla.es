Opinión
El kilo que nos desvela
Evaristo Montejo Luna
14 de mayo de 2024
Hay países que miden su salud por el número de patentes y otros por los minutos que tarda en llegar una ambulancia; nosotros, que somos gente práctica, la medimos por el precio de la tortilla.
Esta semana el kilo amaneció en 26 pesos en mi colonia.
Nadie rompió un vidrio, nadie cerró una avenida.
Se formó la cola, como todos los días, y cada quien pidió un poco menos.
El secretario del ramo, hombre de verbo sereno y camisa bien planchada, explicó en la radio que no hay aumento sino “reacomodo”, que el mercado está haciendo su trabajo y que las familias, si se organizan, apenas van a notarlo.
Le agradezco la delicadeza.
Doña Chabela, que muele nixtamal en la esquina de mi casa desde 1987, también le agradece, aunque ella usó otro verbo.
Conviene recordar cómo llegamos hasta aquí.
Durante décadas se nos dijo que sembrar maíz era un capricho de pobres, una terquedad de viejos que no entendían las ventajas comparativas, y que saldría más barato comprarlo donde lo siembran con satélite.
Y lo compramos.
Hoy, según las cuentas de la oficina de estadística agropecuaria, a la que en el gremio le dicen el confesionario, cuatro de cada diez kilos que se comen en el país cruzaron una frontera.
No es que falte maíz: lo que falta es quien pueda pagarlo.
En los silos de Puerto Alvear hay grano para siete meses, propiedad de tres compañías cuyos nombres usted conoce porque patrocinan el futbol.
Tres compañías, digo, y no es metáfora.
En mis tiempos a eso se le llamaba acaparamiento y se castigaba en el código penal; hoy se llama cobertura de riesgo y se premia con una cena en un hotel.
A mí me tocó ver el otro lado.
Fue en la sierra de Tlaxmalac, hace un par de años, en casa de don Hilario Sosa, campesino de 74.
Don Hilario había levantado esa temporada dos toneladas y media, cosecha buena, y el coyote le ofreció 4 pesos con 20 centavos por kilo, puesto en el camino, o nada.
“¿Y usted qué le dijo?”, pregunté.
“Que nada”, me contestó.
“Y me lo comí”.
Lo cuento en las sobremesas y la gente se ríe, como si fuera una ocurrencia.
No lo es.
Es, hasta donde alcanzo a ver, la única política alimentaria que ha funcionado en este país en los últimos treinta años: la del señor que prefirió comerse su maíz antes que regalarlo.
Ya sé lo que me van a decir.
Que soy un romántico, que el campo no se come con adjetivos.
Que una hectárea de temporal rinde lo que rinde y que la nostalgia no abastece a una ciudad de nueve millones.
De acuerdo.
Pero tampoco la abastece la fe, y llevamos tres sexenios rezándole a un mercado que, como los santos muy solicitados, sólo atiende a quien le lleva limosna.
Mientras tanto, la tortilla adelgaza.
Primero se hizo más chica, luego más delgada, y un día de éstos nos la van a vender por radiografía.
Lo dice doña Chabela, no yo; y ella, que no ha leído a ningún economista, baja la cortina a las dos de la tarde porque ya no hay quien compre.
Al secretario le propongo, con todo respeto, un experimento: que mande a comprar un kilo, que lo pese en su casa y que lo reparta entre cinco.
Después, si todavía le queda voz, que vuelva a la radio a explicarnos el reacomodo.
Evaristo Montejo Luna es narrador y profesor de historia.
Su libro más reciente es La milpa y otras deudas (Ediciones del Tejocote, 2022).
