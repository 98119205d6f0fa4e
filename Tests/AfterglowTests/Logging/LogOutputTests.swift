import FastCGI
import Glibc
import Logging
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(2))) struct LogOutputTests {
  /// A pipe whose reading end the test keeps, without blocking.
  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw TestError() }
      (reading, writing) = (ends[0], ends[1])
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    func read() -> String {
      var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
      while case let count = Glibc.read(reading, &buffer, buffer.count), count > 0 {
        bytes += buffer[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static func line(_ number: Int) -> [UInt8] {
    Array("line \(number) \(String(repeating: "x", count: 90))\n".utf8)
  }

  private static let enough = Duration.seconds(60)

  @Test func `what is flushed is written`() throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing)
    for number in 0..<100 { output.write(Self.line(number)) }
    output.flush(within: Self.enough)
    #expect(
      pipe.read().split(separator: "\n").map { $0.split(separator: " ")[1] } == (0..<100).map { "\($0)" })
  }

  @Test func `a line that waits is written when it returns`() throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing)
    for number in 0..<100 {
      output.write(Self.line(number), waitingFor: Self.enough)
      #expect(pipe.read().hasPrefix("line \(number) "))
    }
  }

  @Test func `nobody waits for a reader that has stalled, but for the first time`() throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing, capacity: 10_000)
    let clock = ContinuousClock()
    // 65,536 bytes fit into the pipe, 10,000 into each half of the backlog.
    for number in 0..<2000 { output.write(Self.line(number)) }
    #expect(clock.measure { output.flush(within: .milliseconds(200)) } >= .milliseconds(200))
    #expect(
      clock.measure { for _ in 0..<100 { output.write(Self.line(0), waitingFor: Self.enough) } } < Self.enough
    )
    #expect(output.droppedCount > 1000)
  }

  @Test func `a reader that has gone ends nothing, and its lines are counted`() throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing)
    close(pipe.reading)
    for number in 0..<10 { output.write(Self.line(number)) }
    output.flush(within: Self.enough)
    #expect(output.droppedCount == 10)
  }

  @Test func `lines are written even if the system has no thread to give`() throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing) { _ throws(SystemError) in
      throw SystemError("pthread_create", number: EAGAIN)
    }
    for number in 0..<3 { output.write(Self.line(number)) }
    #expect(pipe.read().split(separator: "\n").count == 3)
    // A pipe that is full is not written to: that would wait.
    for number in 0..<1000 { output.write(Self.line(number)) }
    #expect(pipe.read().split(separator: "\n").count < 1000)
  }

  @Test func `lines of many threads come whole`() async throws {
    let pipe = try Pipe()
    let output = LogOutput(descriptor: pipe.writing, capacity: 1 << 20)
    let text = await withTaskGroup(of: String.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<500 { output.write(Self.line(writer * 1000 + number)) }
          return ""
        }
      }
      group.addTask {
        var text = ""
        while text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < 4000 {
          text += pipe.read()
          await Task.yield()
        }
        return text
      }
      return await group.reduce(into: "") { $0 += $1 }
    }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.utf8.count >= 97 && $0.hasPrefix("line ") && $0.hasSuffix("xx") })
    let numbers = lines.compactMap { Int($0.split(separator: " ")[1]) }
    #expect(Set(numbers).count == 4000)
    for writer in 0..<8 {
      let own = numbers.filter { $0 / 1000 == writer }
      #expect(own == own.sorted())
    }
  }
}
