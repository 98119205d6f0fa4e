// The example service: a user registers, and the e-mail and the log line are written after the response.

#if canImport(Glibc)
  import Glibc
#endif
import Afterglow
import FoundationEssentials

do throws(RegistrationConfigurationError) {
  let configuration = try RegistrationConfiguration(environment: ProcessInfo.processInfo.environment)
  await registrationApplication(configuration).run()
} catch {
  let line = Array("Registration: \(error)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(EX_USAGE)
}
