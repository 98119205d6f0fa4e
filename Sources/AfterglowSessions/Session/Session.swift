import Afterglow
import Logging
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The values that a service keeps for a client between requests: `request.session`, or a parameter of a handler.
///
///     app.post("/basket/{item}") { (item: Int, session: Session) in
///       var basket: [Int] = session["basket"] ?? []
///       basket.append(item)
///       session["basket"] = basket
///       return basket
///     }
///
/// The session is saved before the response is sent, also if the handler threw. If middleware further in threw, only
/// the session's end is saved. A new session without values is not saved and sets no cookie.
///
/// Two requests of one client may be served at the same time. Each sees the session as it was when the request came.
/// With a store the changes of both are kept, value by value; for a value that both changed, the last change wins. With
/// a signed cookie the client keeps the whole session of the last response.
public final class Session: Sendable {
  private let state: Mutex<SessionState>
  private let keeper: any SessionKeeper
  private let logger: Logger

  init(_ state: SessionState, keeper: any SessionKeeper, logger: Logger) {
    self.state = Mutex(state)
    self.keeper = keeper
    self.logger = logger
  }

  /// Accesses the state for the framework, which doesn't count as an access by the application.
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

  /// The value with a name; `nil` if there is none, or if it is of another type.
  ///
  /// Values are stored as JSON. If one can't be encoded, the request fails when the session is saved. Names that begin
  /// with an underscore are reserved for the framework.
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

  /// Removes the value with a name, if there is one.
  public func remove(_ name: String) { set(nil, for: name) }

  /// Removes all values.
  public func removeAll() {
    for name in names { remove(name) }
  }

  /// The names of the values, sorted.
  public var names: [String] { access { $0.record.values.keys.sorted() } }

  /// Whether the session isn't stored yet: the client sent no valid one, or it was ended.
  public var isNew: Bool { access { $0.isNew } }

  /// The time at which the session began.
  public var created: Date { access { $0.record.created } }

  /// Gives the session a new id and keeps its values; the old id becomes invalid.
  ///
  /// Call it whenever the user's rights change, at the latest at log-in. Otherwise an attacker who made the user's
  /// browser use a known id would be logged in with it (session fixation). A session in a signed cookie has no id that
  /// others could know and doesn't need this.
  public func regenerate() { access { $0.regenerates = true } }

  /// Ends the session: deletes it from the store, and tells the client to remove its cookie.
  ///
  /// Values set afterwards begin another session. Without a store nothing can be deleted: a copy of the cookie stays
  /// valid, with the session in it, until the time-out. Use a store if that matters.
  public func destroy() {
    let next = keeper.begin().record
    access { $0.end(beginning: next) }
  }

  /// Saves only the session's end, if it was ended, for a request that failed.
  func saveEnd() async {
    let next = keeper.begin().record
    guard withState({ $0.keepOnlyEnd(beginning: next) }) else { return }
    do {
      try await save()
    } catch {
      logger.error("A session that was ended is still kept.", metadata: ["error": "\(error)"])
    }
  }

  /// Saves the changes now.
  ///
  /// For background tasks and streamed bodies, which run after the middleware has saved the session.
  ///
  /// - Throws: ``SessionError``, among them ``SessionError/responseSent`` if the change would need another cookie.
  public func save() async throws(SessionError) {
    guard try await keeper.save(self) == .ended else { return }
    logger.info("What a request changed in its session is not kept: another one ended the session.")
  }
}
