Menú
Migración
Opinión
Denuncian migrantes golpes y robo en operativo del INM en Paso del Zopilote
Por Jacinta Ortuño
2 marzo, 2015
Tuitear
Compartir en WhatsApp
Un grupo de hondureños descansa a un costado de las vías.
(Foto: Rigoberto Anaya)
Paso del Zopilote, Ver.- Ciento diecisiete migrantes centroamericanos, entre ellos 22 menores de edad, fueron detenidos la madrugada del sábado en un operativo del Instituto Nacional de Migración (INM) y la policía estatal sobre las vías del tren.
Varios denunciaron que fueron golpeados y despojados de su dinero.
De acuerdo con los testimonios recabados por la Casa del Viajero La Ceiba, el tren se detuvo a las 3:40 horas en un tramo sin alumbrado.
Los agentes subieron con lámparas, garrotes y pistolas de descargas eléctricas.
Gritaban que nadie corriera.
Anuncio
“Corrimos todos.
Mi primo cayó en la zanja y ahí le siguieron pegando.
A mí me quitaron 1,400 pesos y el teléfono”, relató Wilmer, hondureño de 19 años, con el brazo izquierdo en cabestrillo.
LEE TAMBIÉN: Aparecen 14 maletas en la ribera y nadie sabe de quién son
Una muchacha salvadoreña contó que perdió un zapato en la huida y caminó seis horas por el monte.
No quiso dar su nombre.
Migrantes esperan atención médica en la Casa del Viajero La Ceiba.
(Foto: Rigoberto Anaya)
El sacerdote Melitón Arce, director del albergue, dijo que este año van nueve operativos similares en la zona, contra cuatro en todo 2014.
Lo atribuye al Programa Frontera Sur, puesto en marcha en julio del año pasado.[1]
“Dijeron que era para cuidarlos.
Los cuidan a macanazos”, lamentó.
El albergue, que abrió en 2006 en una bodega de azúcar prestada, recibe a unas 90 personas por noche y les ofrece dos comidas, una cobija y tres días de descanso.
El sábado llegaron 140.
El domingo llegaron 163.
Anuncio
Cuatro de los heridos fueron trasladados al hospital regional.
Uno de ellos, guatemalteco de 41 años, perdió un pie bajo las ruedas del tren cuando intentaba escapar.
Los demás fueron atendidos por las voluntarias, casi todas amas de casa del pueblo.
En un comunicado de tres párrafos, el INM aseguró que la “acción de rescate” se realizó “con pleno respeto a los derechos humanos”.[2]
Celia Pitalúa, una de las voluntarias, no supo si reír o llorar cuando se lo leyeron.
“Rescate es lo que hacemos nosotras”, dijo.
Muestra las fotos que tomó con su celular: espaldas moradas, una ceja abierta, una mochila de niño en el lodo.
El lunes las entregará a la Comisión Nacional de los Derechos Humanos.
Pedirá también que se investigue a los maquinistas, pues el tren nunca se había detenido en ese tramo.
Al caer la tarde, otros sesenta esperaban ya junto a las vías.
[1] Plan del gobierno federal para controlar el paso de migrantes por Chiapas, Tabasco y Veracruz.
[2] Boletín 031/15.
Deja un comentario
