#if canImport(Glibc)
  import Glibc
#endif

/// What the service is to do in a test, by its environment.
struct EchoConfiguration: Sendable {
  /// `ECHO_FILES`: the folder of `/downloads`.
  let filesFolder: String
  /// `ECHO_HOST`: what it answers on `/host`.
  let hostName: String
  /// `ECHO_DIES`: whether the process ends, as by a trap, when it is asked for `/dies-there`.
  let diesWhenAsked: Bool

  init() {
    filesFolder = Self.variable("ECHO_FILES") ?? "files"
    hostName = Self.variable("ECHO_HOST") ?? "the only host"
    diesWhenAsked = Self.variable("ECHO_DIES") == "1"
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
