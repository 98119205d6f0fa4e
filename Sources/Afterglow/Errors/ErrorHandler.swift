/// Answers errors of one type.
struct ErrorHandler: Sendable {
  /// How much a handler's type says about an error, from the most to the least.
  enum Fit: CaseIterable {
    /// It is the error's own.
    case exact
    /// It is a superclass, or a protocol.
    case general
    /// It is all errors'.
    case any
  }

  /// `nil` if it is not for the error.
  let fit: @Sendable (any Error) -> Fit?

  /// Called for errors that it is for.
  let response: @Sendable (any Error, Request) async throws -> Response

  init<Failure>(
    _ handler: @escaping @Sendable (Failure, Request) async throws -> any ResponseConvertible
  ) {
    fit = { error in
      guard error is Failure else { return nil }
      if type(of: error) == Failure.self { return .exact }
      return Failure.self == (any Error).self ? .any : .general
    }
    response = { error, request in
      guard let failure = error as? Failure else { throw error }
      return try await handler(failure, request).response(to: request)
    }
  }
}
