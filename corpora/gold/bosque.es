Estados
Arden 1,400 hectáreas en la sierra de Ocotal; comuneros acusan a talamontes
Por Nayeli Bautista y Óscar Quezada
21 de abril de 2023 | 19:40 h
Compartir en Facebook
Compartir en WhatsApp
SANTA MARÍA OCOTAL, 21 de abril.- Un incendio forestal que comenzó el martes en los parajes conocidos como Agua Fría y Cerro Pelón ha consumido al menos mil 400 hectáreas de pino y encino, informó este viernes la Comisión Nacional Forestal (Conafor).
Hasta el cierre de esta edición, el fuego estaba controlado en 60 por ciento.
Los comuneros de Ocotal aseguran que el incendio no fue un accidente.
Desde 2019, dicen, han presentado once denuncias por tala ilegal ante la Fiscalía del estado, y ninguna ha llegado a un juez.
Te puede interesar: Detienen a dos con motosierras en la carretera a Tres Pozos
“Primero se llevan la madera buena y después le prenden lumbre a lo que queda, para que no se vean los tocones”, explicó Anselmo Yescas, presidente del comisariado de bienes comunales.
“Nosotros ya sabemos cómo huele eso, y no huele a descuido”.
Foto: Óscar Quezada
En el terreno trabajan 212 combatientes: 90 brigadistas de la Conafor, 74 elementos del Ejército y 48 voluntarios de las comunidades vecinas.
Un helicóptero hizo 31 descargas de agua el jueves, pero este viernes no pudo despegar por las rachas de viento, de hasta 65 kilómetros por hora.
Los voluntarios llevan cuatro noches sin dormir.
Comen lo que las mujeres de Ocotal suben en burro hasta el campamento.
Tres de ellos fueron atendidos por intoxicación con humo y uno, Fidel Carreño, de 23 años, permanece hospitalizado en la capital del estado con quemaduras de segundo grado.
Te puede interesar: Sequía deja sin agua a 18 escuelas del valle
Te puede interesar: Un jaguar aparece en la cámara de un ranchero
La primera denuncia, de la que este diario tiene copia, es del 6 de febrero de 2019.
En ella se señalan las placas de dos camiones, el nombre de un aserradero y el lugar exacto donde se cortaron 340 pinos.
La respuesta llegó catorce meses después: faltaba una firma.
La última denuncia se presentó el 30 de marzo, menos de tres semanas antes del incendio.
Consultada por este diario, la Fiscalía respondió que la investigación “sigue su curso” y que no puede dar detalles.
Tampoco quiso decir si el dueño del aserradero ha sido citado a declarar.
Foto: Óscar Quezada / El Correo de la Sierra
El gobernador, Rubén Altamirano, visitó la zona el jueves por la tarde.
Permaneció 25 minutos, prometió reforestar y se retiró sin recibir a los comuneros.
“Árboles ya tenemos, o teníamos”, le respondió Yescas desde el otro lado de la valla.
“Lo que le pedimos es que no dejen pasar los camiones”.
La asamblea de Ocotal decidió la noche del jueves instalar un retén propio en el único camino de terracería que baja de la sierra.
Habrá guardias de doce personas, hombres y mujeres, las 24 horas.
No llevarán armas.
“Llevaremos una libreta”, dijo Yescas, “para apuntar las placas”.
Síguenos en nuestras redes sociales
Suscríbete a nuestro boletín y recibe las noticias de la mañana
Lo más leído
Suben las tarifas del transporte en la capital
Cancelan el palenque por falta de permisos
