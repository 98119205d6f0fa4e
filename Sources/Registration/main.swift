// The example service: a user registers, and the e-mail and the log line are written after the response.

#if canImport(Glibc)
  import Glibc
#endif
import Afterglow

await Application.run { settings in
  do throws(RegistrationConfigurationError) {
    return registrationApplication(try RegistrationConfiguration(settings))
  } catch {
    let line = Array("Registration: \(error)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(EX_USAGE)
  }
}
