/// What waits until a test says that it may go on, each time.
struct Releases: Sendable {
  private let releases: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() {
    (releases, continuation) = AsyncStream.makeStream()
  }

  /// Lets one that waits go on, or the next one that will.
  func release() {
    continuation.yield()
  }

  func wait() async {
    _ = await releases.first { true }
  }
}
