// A service for the tests of web servers: it answers with what has reached it.

import Afterglow

await echoApplication(EchoConfiguration()).run()
