// A service for the tests of the log: it logs what it is told to, blocks in `print`, and traps.

import Afterglow
import Logging

#if canImport(Glibc)
  import Glibc
#endif

// A handler of the user's own, which waits for its reader.
if getenv("LOG_TO_STDOUT") != nil { LoggingSystem.bootstrap(StreamLogHandler.standardOutput) }
await logApplication().run()
