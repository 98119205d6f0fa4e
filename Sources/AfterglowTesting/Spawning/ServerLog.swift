import Subprocess
import Synchronization

/// The lines that a process has printed so far.
final class ServerLog: Sendable {
  private let storage = Mutex<[String]>([])

  var lines: [String] { storage.withLock { $0 } }

  /// Collects lines until the process closes the stream or ends.
  func collect(_ stream: SubprocessOutputSequence) async {
    do {
      for try await line in stream.strings(bufferingPolicy: .unbounded) {
        storage.withLock { $0.append(line.hasSuffix("\n") ? String(line.dropLast()) : line) }
      }
    } catch {
      storage.withLock { $0.append("(the log ends here: \(error))") }
    }
  }
}
