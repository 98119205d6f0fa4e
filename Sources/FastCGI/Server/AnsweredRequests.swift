import Synchronization

/// Counts the requests that a server answers, up to the number after which it stops.
///
/// The worker that answers the last of them stops the server before it takes another request. Each other worker then
/// only finishes its current request.
final class AnsweredRequests: Sendable {
  private let most: Int?
  private let count = Atomic(0)
  private let onLast = Mutex<@Sendable () -> Void>({})

  init(most: Int?) { self.most = most }

  /// Sets the action to call once, on the thread of the worker that has answered the last request.
  func onLast(_ action: @escaping @Sendable () -> Void) { onLast.withLock { $0 = action } }

  func countOne() {
    guard let most, count.add(1, ordering: .relaxed).newValue == most else { return }
    onLast.withLock { $0 }()
  }
}
