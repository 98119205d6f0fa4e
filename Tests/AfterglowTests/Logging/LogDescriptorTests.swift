import AfterglowTesting
import Glibc
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(2))) struct LogDescriptorTests {
  private func end(_ text: String, from start: Int = 0) -> Int {
    Array(text.utf8).withUnsafeBytes { LogDescriptor.endOfPiece(of: $0, from: start) }
  }

  @Test func `pieces are whole lines that a pipe takes at once, or one long line`() {
    #expect(end("a\nb\n") == 4)
    let (short, long) = (String(repeating: "x", count: 99) + "\n", String(repeating: "y", count: 9999) + "\n")
    #expect(end(String(repeating: short, count: 50)) == 4000)
    #expect(end(long + short) == 10_000)
    #expect(end(short + long) == 100)
    #expect(end(short + long, from: 100) == 10_100)
    #expect(end("no end") == 6)
  }

  @Test func `a descriptor that somebody has made non-blocking is waited for`() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    let (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let lines = (0..<5000).flatMap { Array("\($0) \(String(repeating: "x", count: 90))\n".utf8) }
    let written = Task.detached {
      var descriptor = LogDescriptor(writing)
      return descriptor.write(lines)
    }
    var (received, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 7777))
    try await eventually("all lines", within: .seconds(60)) {
      while case let count = read(reading, &buffer, buffer.count), count > 0 { received += buffer[..<count] }
      return received.count == lines.count
    }
    #expect(received == lines)
    #expect(await written.value == 0)
  }
}
