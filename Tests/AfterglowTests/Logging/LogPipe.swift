import FoundationEssentials
import Glibc
import Synchronization

/// A pipe with a name, for what a process logs: the test decides when it is read, and whether anybody reads it.
final class LogPipe: Sendable {
  private let folder: ServedFolder
  private let descriptor: Mutex<Int32>
  private let received = Mutex<[UInt8]>([])

  var path: String { folder.path("log") }

  init() throws {
    folder = try ServedFolder()
    try folder.makePipe("log")
    // For writing as well, so that it can be opened before the process has its end.
    let descriptor = open(folder.path("log"), O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestError() }
    self.descriptor = Mutex(descriptor)
  }

  deinit { close() }

  /// Goes away as a reader does.
  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      descriptor = -1
    }
  }

  /// Everything that has been written so far, read on from where the last call stopped.
  var text: String {
    descriptor.withLock { descriptor in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
        received.withLock { $0 += buffer[..<count] }
      }
    }
    return received.withLock { String(decoding: $0, as: UTF8.self) }
  }

  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Fills it, so that the next writer waits.
  func fill() {
    descriptor.withLock { descriptor in
      let line = [UInt8](repeating: UInt8(ascii: "."), count: 4095) + [UInt8(ascii: "\n")]
      while write(descriptor, line, line.count) > 0 {}
    }
  }
}
