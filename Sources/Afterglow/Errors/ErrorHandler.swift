/// A handler for errors of one type.
struct ErrorHandler: Sendable {
  /// The relations of a handler's type to an error, from the most to the least specific.
  enum Fit: CaseIterable {
    /// The type is the error's own.
    case exact
    /// The type is a superclass of the error's type, or a protocol.
    case general
    /// The type is `any Error`.
    case any
  }

  /// Returns how well the handler fits an error; `nil` if it does not.
  let fit: @Sendable (any Error) -> Fit?

  /// Returns the response to an error that the handler fits.
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
