import Afterglow

extension Session: RequestExtractable {
  /// Returns the session of the request.
  ///
  /// - Throws: ``SessionError/noMiddleware`` if no ``SessionMiddleware`` is around the handler.
  public static func extract(from context: inout ExtractionContext) throws -> Session {
    try context.request.session
  }
}

extension Request {
  private enum SessionValue: RequestValueKey { typealias Value = Session }

  /// The session of the request's client.
  ///
  /// - Throws: ``SessionError/noMiddleware`` if no ``SessionMiddleware`` is around the caller.
  public var session: Session {
    get throws(SessionError) {
      guard let session = self[SessionValue.self] else { throw .noMiddleware }
      return session
    }
  }

  func setSession(_ session: Session) { self[SessionValue.self] = session }
}
