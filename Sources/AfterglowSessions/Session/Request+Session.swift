import Afterglow

extension Session: RequestExtractable {
  /// The session of the request.
  ///
  /// - Throws: ``SessionError/noMiddleware``.
  public static func extract(from context: inout ExtractionContext) throws -> Session {
    try context.request.session
  }
}

extension Request {
  private enum SessionValue: RequestValueKey { typealias Value = Session }

  /// The session of the request's client.
  ///
  /// - Throws: ``SessionError/noMiddleware`` if there is no ``SessionMiddleware`` around whoever asks.
  public var session: Session {
    get throws(SessionError) {
      guard let session = self[SessionValue.self] else { throw .noMiddleware }
      return session
    }
  }

  func setSession(_ session: Session) { self[SessionValue.self] = session }
}
