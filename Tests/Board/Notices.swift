import Afterglow
import Synchronization

struct NoticeIn: Content, Validatable {
  var title: String
  var text: String
  var tags: [String]?

  static let rules = ValidationRules<NoticeIn> { rules in
    rules.check(\.title, "title", .length(1...80))
    rules.check(\.text, "text", .length(1...2000))
    rules.check(\.tags, "tags", .count(...5), .each(.length(1...20)))
  }
}

struct Notice: Content {
  var id: Int
  var author: String
  var title: String
  var text: String
  var tags: [String]
}

struct NoSuchNotice: Error {
  var id: Int
}

/// The notices, and who waits for new ones.
final class Notices: Sendable {
  private struct State {
    var notices: [Notice] = []
    var nextListener = 0
    var listeners: [Int: AsyncStream<Notice>.Continuation] = [:]
  }

  private let state = Mutex(State())

  func add(_ notice: NoticeIn, by author: String) -> Notice {
    state.withLock { state in
      let added = Notice(
        id: (state.notices.last?.id ?? 0) + 1, author: author, title: notice.title, text: notice.text,
        tags: notice.tags ?? [])
      state.notices.append(added)
      for listener in state.listeners.values { listener.yield(added) }
      return added
    }
  }

  func find(_ id: Int) throws -> Notice {
    guard let notice = state.withLock({ $0.notices.first { $0.id == id } }) else {
      throw NoSuchNotice(id: id)
    }
    return notice
  }

  func remove(_ id: Int) throws -> Notice {
    let notice = try find(id)
    state.withLock { $0.notices.removeAll { $0.id == id } }
    return notice
  }

  func latest(_ count: Int, tag: String?) -> [Notice] {
    state.withLock { $0.notices.filter { tag == nil || $0.tags.contains(tag ?? "") }.suffix(count) }
  }

  func listen() -> AsyncStream<Notice> {
    let (stream, continuation) = AsyncStream<Notice>.makeStream(bufferingPolicy: .bufferingNewest(100))
    let number = state.withLock { state in
      state.nextListener += 1
      state.listeners[state.nextListener] = continuation
      return state.nextListener
    }
    continuation.onTermination = { _ in self.state.withLock { $0.listeners[number] = nil } }
    return stream
  }
}
