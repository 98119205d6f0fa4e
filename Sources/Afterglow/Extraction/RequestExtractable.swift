import HTTPTypes

/// What a handler may take as a parameter: something that can be had from a request.
///
/// Path scalars (`Int`, `String`, …) bind to the path's `{name}` segments in order, ``Content`` to the body, ``Request``
/// to the request itself. A type of one's own:
///
///     struct ClientAddress: RequestExtractable {
///       let text: String
///       static func extract(from context: inout ExtractionContext) throws -> ClientAddress {
///         ClientAddress(text: context.request.remoteAddress ?? "unknown")
///       }
///     }
public protocol RequestExtractable: Sendable {
  /// What of the request it takes. `.head` by default.
  static var extractionSource: ExtractionSource { get }

  /// The value for this request.
  ///
  /// - Throws: ``HTTPError`` or ``ValidationError`` for what the client did wrong. The handler isn't called then.
  static func extract(from context: inout ExtractionContext) async throws -> Self

  /// The value for this request, or `nil` if the request has nothing of the kind: what a handler gets that takes an
  /// `Optional`.
  ///
  /// What is there and wrong is an error here as well. By default a type that takes the body is absent if the request
  /// has no body, and any other never is.
  ///
  /// - Throws: as ``extract(from:)``.
  static func extractIfPresent(from context: inout ExtractionContext) async throws -> Self?
}

extension RequestExtractable {
  /// The head.
  public static var extractionSource: ExtractionSource { .head }

  /// The value, or `nil` if it is of the body and there is none.
  ///
  /// - Throws: as ``extract(from:)``.
  public static func extractIfPresent(from context: inout ExtractionContext) async throws -> Self? {
    switch extractionSource {
    case .head, .pathSegment, .pathRemainder: break
    case .body: guard context.request.hasBody else { return nil }
    case .bodyStream: guard context.request.announcesBody else { return nil }
    }
    return try await extract(from: &context)
  }
}

extension Optional: RequestExtractable where Wrapped: RequestExtractable {
  /// What the value itself takes.
  public static var extractionSource: ExtractionSource { Wrapped.extractionSource }

  /// The value, or `nil` if the request has nothing of the kind.
  ///
  /// A segment of the path is always there.
  ///
  /// - Throws: what the value's type throws for what is there and wrong.
  public static func extract(from context: inout ExtractionContext) async throws -> Wrapped? {
    try await Wrapped.extractIfPresent(from: &context)
  }
}

extension Request {
  /// Whether there is a body of one byte at least: many clients name a content type whatever they send.
  ///
  /// A body that can't be had is there: why it can't is for its extractor to say.
  fileprivate var hasBody: Bool { (try? body.collect().isEmpty) != true }

  /// Whether the head speaks of a body: by its length or, without one, by a content type.
  fileprivate var announcesBody: Bool { body.declaredLength.map { $0 > 0 } ?? !contentType.isEmpty }
}

/// What of a request an extractor takes.
public enum ExtractionSource: Sendable, Equatable {
  /// The request line, header fields, or anything else that can be had any number of times.
  case head
  /// One `{name}` segment of the path.
  case pathSegment
  /// All that follows in the path; see ``PathRemainder``.
  case pathRemainder
  /// The whole body. One parameter of a handler may take it.
  case body
  /// The body as it arrives. One parameter of a handler may take it, and the handler is called before the body is
  /// there.
  case bodyStream
}

/// What extractors take their values from, one after another.
public struct ExtractionContext {
  /// The request.
  public let request: Request

  private var nextSegment = 0

  init(request: Request) {
    self.request = request
  }

  /// The next `{name}` segment of the path, with its name.
  ///
  /// An extractor calls it once, and says so with ``ExtractionSource/pathSegment``.
  ///
  /// - Throws: ``HTTPError`` 500 if the path has no more of them.
  public mutating func takePathSegment() throws(HTTPError) -> (name: String, value: String) {
    guard nextSegment < request.pathParameters.count else {
      throw HTTPError(.internalServerError)
    }
    defer { nextSegment += 1 }
    return request.pathParameters[nextSegment]
  }
}

extension Request: RequestExtractable {
  /// The request itself.
  public static func extract(from context: inout ExtractionContext) -> Request { context.request }
}

extension Cookies: RequestExtractable {
  /// The cookies of the request.
  public static func extract(from context: inout ExtractionContext) -> Cookies { context.request.cookies }
}
