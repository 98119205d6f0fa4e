import HTTPTypes

/// A header field of the request, as a parameter of a handler.
///
///     app.get("/") { (agent: Header<HeaderKeys.UserAgent>) in "You use \(agent.value)." }
///
/// The client gets a 400 if the field is missing or its value does not fit the key's type. With `Header<…>?`, a missing
/// field is `nil`.
///
/// If a field was sent several times, the web server joins the values with commas or passes on the first.
public struct Header<Key: HeaderKey>: RequestExtractable, HeaderExtractable {
  /// The field's value.
  public let value: Key.Value

  /// Returns the field, or `nil` if the request doesn't have it.
  ///
  /// - Throws: `ValidationError` if the value does not fit the key's type.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Header? {
    // The name is valid: otherwise the route would have been refused before the start.
    guard let name = HTTPField.Name(Key.name), let text = context.request.headers[name] else { return nil }
    guard let value = Key.Value(pathSegment: text) else {
      throw ValidationError([Key.Value.failure(at: location, input: text)])
    }
    return Header(value: value)
  }

  /// Returns the field.
  ///
  /// - Throws: `ValidationError` if the request doesn't have the field, or its value does not fit the key's type.
  public static func extract(from context: inout ExtractionContext) throws -> Header {
    guard let header = try extractIfPresent(from: &context) else {
      throw ValidationError([
        ValidationFailure(type: "missing", location: location, message: "Field required")
      ])
    }
    return header
  }

  static var headerName: String { Key.name }

  private static var location: [ValidationFailure.Position] {
    [.key("header"), .key(Key.name.lowercased())]
  }
}

/// An extractor of a header field.
///
/// The field's name is checked before the start.
protocol HeaderExtractable {
  static var headerName: String { get }
}

extension Optional: HeaderExtractable where Wrapped: HeaderExtractable {
  static var headerName: String { Wrapped.headerName }
}

/// A key for a header field: the field's name and the type of its value.
///
///     enum Tenant: HeaderKey {
///       static let name = "X-Tenant"
///       typealias Value = Int
///     }
///
///     app.get("/orders") { (tenant: Header<Tenant>) in … tenant.value … }
///
/// ``HeaderKeys`` has keys for common fields.
public protocol HeaderKey: SendableMetatype {
  /// The type of the value, written as in a path; `String` by default.
  associatedtype Value: PathScalar = String

  /// The field's name, in any case.
  ///
  /// The name must be a token (RFC 9110, section 5.1). A route whose handler takes a field with an invalid name is
  /// refused before the start, with a ``RouteDeclarationError``.
  static var name: String { get }
}

/// Keys for common header fields, with text values; see ``HeaderKey`` for other fields.
public enum HeaderKeys {
  /// `Accept` (RFC 9110, section 12.5.1).
  public enum Accept: HeaderKey {
    /// The field's name.
    public static let name = "Accept"
  }

  /// `Accept-Encoding` (RFC 9110, section 12.5.3).
  public enum AcceptEncoding: HeaderKey {
    /// The field's name.
    public static let name = "Accept-Encoding"
  }

  /// `Accept-Language` (RFC 9110, section 12.5.4).
  public enum AcceptLanguage: HeaderKey {
    /// The field's name.
    public static let name = "Accept-Language"
  }

  /// `Authorization` (RFC 9110, section 11.6.2).
  public enum Authorization: HeaderKey {
    /// The field's name.
    public static let name = "Authorization"
  }

  /// `Content-Type` (RFC 9110, section 8.3).
  public enum ContentType: HeaderKey {
    /// The field's name.
    public static let name = "Content-Type"
  }

  /// `Host` (RFC 9110, section 7.2).
  public enum Host: HeaderKey {
    /// The field's name.
    public static let name = "Host"
  }

  /// `If-Match` (RFC 9110, section 13.1.1).
  public enum IfMatch: HeaderKey {
    /// The field's name.
    public static let name = "If-Match"
  }

  /// `If-Modified-Since` (RFC 9110, section 13.1.3).
  public enum IfModifiedSince: HeaderKey {
    /// The field's name.
    public static let name = "If-Modified-Since"
  }

  /// `If-None-Match` (RFC 9110, section 13.1.2).
  public enum IfNoneMatch: HeaderKey {
    /// The field's name.
    public static let name = "If-None-Match"
  }

  /// `Origin` (RFC 6454, section 7).
  public enum Origin: HeaderKey {
    /// The field's name.
    public static let name = "Origin"
  }

  /// `Range` (RFC 9110, section 14.2).
  public enum Range: HeaderKey {
    /// The field's name.
    public static let name = "Range"
  }

  /// `Referer` (RFC 9110, section 10.1.3).
  public enum Referer: HeaderKey {
    /// The field's name.
    public static let name = "Referer"
  }

  /// `User-Agent` (RFC 9110, section 10.1.5).
  public enum UserAgent: HeaderKey {
    /// The field's name.
    public static let name = "User-Agent"
  }
}
