import Afterglow
import Logging
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the service remembers of a client from one request to the next: `request.session`, or a parameter of a handler.
///
///     app.post("/basket/{item}") { (item: Int, session: Session) in
///       var basket: [Int] = session["basket"] ?? []
///       basket.append(item)
///       session["basket"] = basket
///       return basket
///     }
///
/// It is saved before the response goes out, also if the handler threw. If middleware further in threw it is not, but that
/// it was ended holds. A session in which nothing was ever kept is not saved, and sets no cookie.
///
/// Two requests of one client may be served at a time. Each sees the session as it was when the request came. With a store
/// the changes of both are kept, value by value; of a value that both change, the last one's. With a signed cookie the
/// client keeps the whole of what came last.
public final class Session: Sendable {
  private let state: Mutex<SessionState>
  private let keeper: any SessionKeeper
  private let logger: Logger

  init(_ state: SessionState, keeper: any SessionKeeper, logger: Logger) {
    self.state = Mutex(state)
    self.keeper = keeper
    self.logger = logger
  }

  /// What the framework does with it, which is no access of the application's.
  func withState<Result: Sendable, Failure: Error>(
    _ body: (inout SessionState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { state throws(Failure) in try body(&state) }
  }

  private func access<Result: Sendable>(_ body: (inout SessionState) -> Result) -> Result {
    withState { state in
      state.wasAccessed = true
      return body(&state)
    }
  }

  /// The value with that name; `nil` if there is none, or one that is of another type.
  ///
  /// Values are kept as JSON. One that can't be encoded fails the request when the session is saved. Names that begin with
  /// an underscore are the framework's.
  public subscript<Value: Codable>(name: String) -> Value? {
    get {
      guard let text = access({ $0.record.values[name] }) else { return nil }
      return try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
    set {
      guard let newValue else { return remove(name) }
      do {
        let text = String(decoding: try JSONEncoder().encode(newValue), as: UTF8.self)
        set(text, for: name)
      } catch {
        access { $0.failure = .notEncodable(name: name, reason: "\(error)") }
      }
    }
  }

  private func set(_ text: String?, for name: String) {
    access { $0.set(text, for: name) }
  }

  /// Removes the value with that name, if there is one.
  public func remove(_ name: String) { set(nil, for: name) }

  /// Removes all values.
  public func removeAll() {
    for name in names { remove(name) }
  }

  /// The names of its values, sorted.
  public var names: [String] { access { $0.record.values.keys.sorted() } }

  /// Whether nothing of it has been kept yet: the client showed none that is valid, or it was ended.
  public var isNew: Bool { access { $0.isNew } }

  /// When it began.
  public var created: Date { access { $0.record.created } }

  /// Gives the session a new id, with the values that it has: the old id is worth nothing any more.
  ///
  /// To be called whenever the user's rights change, at the latest at login: whoever made the user's browser use an id
  /// that they know must not be logged in with it (session fixation). A session in a signed cookie has no id that
  /// somebody else could know, and needs none of this.
  public func regenerate() { access { $0.regenerates = true } }

  /// Ends the session: what is kept of it is deleted, and the client is told to forget its cookie.
  ///
  /// What is set afterwards begins another one. Without a store nothing is kept here that could be deleted: a copy of the
  /// cookie stays valid until its time-out, and has the session again. Use a store where that matters.
  public func destroy() {
    let next = keeper.begin().record
    access { $0.end(beginning: next) }
  }

  /// Saves that it was ended, if it was, and nothing else: for a request that failed.
  func saveEnd() async {
    let next = keeper.begin().record
    guard withState({ $0.keepOnlyEnd(beginning: next) }) else { return }
    do {
      try await save()
    } catch {
      logger.error("A session that was ended is still kept.", metadata: ["error": "\(error)"])
    }
  }

  /// Saves what has changed, now; for background tasks and streamed bodies, as the middleware has saved the session when
  /// they begin.
  ///
  /// - Throws: ``SessionError``; ``SessionError/responseSent`` if that would need another cookie.
  public func save() async throws(SessionError) {
    guard try await keeper.save(self) == .ended else { return }
    logger.info("What a request changed in its session is not kept: another one ended the session.")
  }
}
