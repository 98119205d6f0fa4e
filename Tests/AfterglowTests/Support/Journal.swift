import Synchronization

/// What happened, in the order in which it happened.
final class Journal: Sendable {
  private let written = Mutex<[String]>([])

  var entries: [String] { written.withLock { $0 } }

  @Sendable func write(_ entry: String) {
    written.withLock { $0.append(entry) }
  }

  @Sendable func writeAsynchronously(_ entry: String) async {
    await Task.yield()
    write(entry)
  }
}

/// What tests throw.
struct TestError: Error {}
