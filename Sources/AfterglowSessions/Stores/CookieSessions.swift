import Afterglow

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A keeper of sessions in the clients' cookies, signed and readable.
struct CookieSessions: SessionKeeper {
  let lifetime: SessionLifetime
  let text: SignedText

  /// The maximum length of a cookie's value in bytes.
  let limit: Int
  let now: @Sendable () -> Date

  func load(cookieText: String) -> SessionState? {
    let now = now()
    guard let payload = text.payload(of: cookieText), let bytes = Base64URL.decoding(payload),
      let record = try? JSONDecoder().decode(SessionRecord.self, from: Data(bytes)),
      lifetime.end(of: record) > now
    else { return nil }
    var state = SessionState(record, in: .cookie)
    if lifetime.isUseWorthNoting(of: record, at: now) { state.touch(at: now) }
    return state
  }

  func begin() -> SessionState { SessionState(SessionRecord(created: now()), in: .nowhere) }

  func save(_ session: Session) throws(SessionError) -> SessionSaving {
    let unsaved = try session.withState { state throws(SessionError) in try state.takeUnsaved() }
    if unsaved.isResponseSent, !unsaved.changes.isEmpty || !unsaved.ended.isEmpty { throw .responseSent }
    let isEmpty = unsaved.place == .nowhere && unsaved.record.values.isEmpty
    if isEmpty || unsaved.changes.isEmpty { return .done }
    let cookieText = text.signing(Base64URL.encoding(try encoding(unsaved.record)))
    guard cookieText.utf8.count <= limit else {
      throw .tooLarge(size: cookieText.utf8.count, limit: limit)
    }
    session.withState { $0.keep(in: .cookie, cookieText: cookieText) }
    return .done
  }

  private func encoding(_ record: SessionRecord) throws(SessionError) -> Data {
    do {
      return try JSONEncoder().encode(record)
    } catch {
      throw .notEncodable(name: "the session", reason: "\(error)")
    }
  }
}
