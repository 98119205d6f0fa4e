import AfterglowTesting
import Glibc

@testable import FastCGI

/// What a service manager has at `NOTIFY_SOCKET`: a datagram socket (`sd_notify(3)`).
final class NotificationSocket {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    let isAbstract = path.hasPrefix("@")
    let bound = withUnixSocketAddress(path, isAbstract: isAbstract) { bind(descriptor, $0, $1) }
    guard bound == 0 else {
      throw SystemError("bind", on: path)
    }
  }

  deinit { close(descriptor) }

  /// The message that came next, or `nil` if there is none yet.
  func message() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Waits for a message.
  nonisolated(nonsending) func waitForMessage() async throws -> String {
    try await eventually("a notification", within: .seconds(10)) { message() }
  }
}
