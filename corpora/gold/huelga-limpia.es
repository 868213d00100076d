Comunicado de las trabajadoras y los trabajadores de limpieza en huelga
A la opinión pública
A los medios de comunicación libres
Al pueblo de Valle de Cárdenas
Somos 418 trabajadoras y trabajadores de la empresa Lustre y Servicios del Golfo, S.A. de C.V., y limpiamos los hospitales, las escuelas y las oficinas públicas de esta ciudad.
Desde las 6 de la mañana del lunes 4 de marzo estamos en huelga.
Hoy cumplimos nueve días con las banderas puestas en 23 edificios.
No fue una decisión fácil.
La mayoría de nosotras somos madres, muchas mantenemos solas a nuestra familia y ninguna tiene ahorros.
Pero desde hace dos años la empresa nos debe las horas extras.
Desde octubre, además, nos descuenta las cuotas del Seguro Social y no las paga.
Cuando la compañera Rosalba Tun se cayó de una escalera en el Hospital Civil, se enteró en la camilla de que no estaba asegurada.
La empresa dice que no hay dinero.
Nosotras hicimos la cuenta: el gobierno del estado le paga 11 mil 600 pesos al mes por cada trabajadora, y a cada trabajadora le llegan 6 mil 223.
¿Dónde se queda el resto?
Por todo lo anterior, exigimos:
1. El pago completo de las horas extras de 2022 y 2023, que suman 7.4 millones de pesos.
2. El registro de todas y todos ante el Seguro Social con el salario real.
3. Un aumento salarial de 12 por ciento.
4. Guantes, botas y mascarillas, que hasta hoy pagamos de nuestra bolsa.
5. La reinstalación de las siete compañeras despedidas por repartir volantes.
6. Alto al acoso de los supervisores.
Que se investigue y se castigue a los responsables.
Queremos aclarar también dos mentiras que han circulado en la prensa local.
La primera es que nos maneja un partido político.
A nosotras no nos maneja nadie, que para eso tenemos asamblea todos los días a las cinco de la tarde, bajo la lona, y ahí todo se vota a mano alzada.
La segunda es que dejamos sucios los quirófanos.
Es falso: 16 compañeras hacen guardia en el Hospital Civil, sin sueldo, para que ninguna persona enferma corra peligro.
El viernes 8 de marzo marchamos con las demás mujeres de la ciudad, y la policía municipal nos cerró el paso en el puente.
No pasó a mayores porque la gente salió de los comercios a ponerse de nuestro lado.
A esa gente le damos las gracias.
La Junta nos citó para el jueves 14 a las 11:00 horas.
Ahí estaremos, y ahí esperamos ver al dueño, el señor Braulio Echegaray, y no otra vez a su abogado.
¡La escoba también se cansa!
¡Solución a nuestras demandas!
Valle de Cárdenas, 12 de marzo de 2024
Por el comité de huelga:
Rosalba Tun Canché
Margarita Osorio Lara
Jacinto Rebolledo
