import HTTPTypes

/// A type that can be extracted from a request, and thus be a parameter of a handler.
///
/// Path scalars (`Int`, `String`, …) take the path's `{name}` segments in order, ``Content`` takes the body, and
/// ``Request`` the request itself. A type of your own conforms as follows:
///
///     struct ClientAddress: RequestExtractable {
///       let text: String
///       static func extract(from context: inout ExtractionContext) throws -> ClientAddress {
///         ClientAddress(text: context.request.remoteAddress ?? "unknown")
///       }
///     }
public protocol RequestExtractable: Sendable {
  /// The part of the request that the type takes; `.head` by default.
  static var extractionSource: ExtractionSource { get }

  /// Returns the value for a request.
  ///
  /// - Throws: ``HTTPError`` or `ValidationError` for a client's mistake. The handler is not called then.
  static func extract(from context: inout ExtractionContext) async throws -> Self

  /// Returns the value for a request, or `nil` if the request has no such value. It is called for `Optional`
  /// parameters.
  ///
  /// A value that is present but invalid is an error. By default, a type that takes the body returns `nil` if the
  /// request has no body, and any other type never returns `nil`.
  ///
  /// - Throws: the errors of ``extract(from:)``.
  static func extractIfPresent(from context: inout ExtractionContext) async throws -> Self?
}

extension RequestExtractable {
  /// The head of the request.
  public static var extractionSource: ExtractionSource { .head }

  /// Returns the value, or `nil` if the type takes the body and the request has none.
  ///
  /// - Throws: the errors of ``extract(from:)``.
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
  /// The source of the wrapped type.
  public static var extractionSource: ExtractionSource { Wrapped.extractionSource }

  /// Returns the value, or `nil` if the request has no such value.
  ///
  /// A path segment is always present.
  ///
  /// - Throws: the errors of the wrapped type for a value that is present but invalid.
  public static func extract(from context: inout ExtractionContext) async throws -> Wrapped? {
    try await Wrapped.extractIfPresent(from: &context)
  }
}

extension Request {
  /// Whether the body has at least one byte.
  ///
  /// A content type alone does not count, because many clients always send one.
  ///
  /// A body that can't be read counts as present, so that its extractor reports the error.
  fileprivate var hasBody: Bool { (try? body.collect().isEmpty) != true }

  /// Whether the head announces a body: by a length above 0 or, without a length, by a content type.
  fileprivate var announcesBody: Bool { body.declaredLength.map { $0 > 0 } ?? !contentType.isEmpty }
}

/// The part of a request that an extractor takes.
public enum ExtractionSource: Sendable, Equatable {
  /// The request line, the header fields, or anything else that can be read any number of times.
  case head
  /// One `{name}` segment of the path.
  case pathSegment
  /// The rest of the path; see ``PathRemainder``.
  case pathRemainder
  /// The whole body. At most one parameter of a handler may take it.
  case body
  /// The body as it arrives. At most one parameter of a handler may take it. The handler is called before the body has
  /// arrived.
  case bodyStream
}

/// The source from which the extractors of a handler take their values, one after another.
public struct ExtractionContext {
  /// The request.
  public let request: Request

  private var nextSegment = 0

  init(request: Request) {
    self.request = request
  }

  /// Takes the path's next `{name}` segment and returns it with its name.
  ///
  /// An extractor with the source ``ExtractionSource/pathSegment`` calls the method once.
  ///
  /// - Throws: ``HTTPError`` 500 if no segment is left.
  public mutating func takePathSegment() throws(HTTPError) -> (name: String, value: String) {
    guard nextSegment < request.pathParameters.count else {
      throw HTTPError(.internalServerError)
    }
    defer { nextSegment += 1 }
    return request.pathParameters[nextSegment]
  }
}

extension Request: RequestExtractable {
  /// Returns the request itself.
  public static func extract(from context: inout ExtractionContext) -> Request { context.request }
}

extension Cookies: RequestExtractable {
  /// Returns the cookies of the request.
  public static func extract(from context: inout ExtractionContext) -> Cookies { context.request.cookies }
}
