import HTTPTypes

/// Middleware that adds entity tags to responses and saves the client a body that it already has.
///
/// A request whose `If-None-Match` has the tag is answered with 304; one whose `If-Match` lacks it, with 412 (RFC 9110,
/// section 13.1).
///
/// The middleware makes weak tags, which `If-Match` never matches. If clients change resources, set strong tags in the
/// responses yourself and check them with ``Request/preconditions``.
///
/// The middleware applies to GET and HEAD with status 200 and a body that is not a stream. The handler still does its
/// work; only the transfer is saved. A response with a tag of its own keeps it. One with `Cache-Control: no-store`
/// gets none.
public struct ETagMiddleware: MiddlewareWithoutTaskLocals {
  /// Creates middleware for entity tags.
  public init() {}

  /// Returns the response with an entity tag, or a 304.
  ///
  /// - Throws: ``HTTPError`` 412 if `If-Match` lacks the tag; any error of `next`; the encoder's error.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var response = try await next.respond(to: request)
    guard request.method == .get || request.method == .head, response.status ?? .ok == .ok,
      let tag = try Self.tag(of: &response, to: request)
    else { return response }
    let modified = response.headers[.lastModified].flatMap { HTTPDate($0) }
    switch request.preconditions.outcome(for: ResourceVersion(tag: tag, modified: modified)) {
    case .proceed: return response
    case .notModified: break
    case .failed: throw HTTPError.anotherVersion
    }
    response.status = .notModified
    response.body = .empty
    // RFC 9110, section 15.4.5: the client has these fields with its copy of the body.
    for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding, .contentLanguage] {
      response.headers[name] = nil
    }
    return response
  }

  /// Returns the response's own tag, or makes and sets one; `nil` if the response should have none.
  private static func tag(of response: inout Response, to request: Request) throws -> EntityTag? {
    if let own = response.headers[.eTag] { return EntityTag(fieldValue: own) }
    let cacheControl = response.headers[values: .cacheControl].joined(separator: ",").lowercased()
    guard !cacheControl.contains("no-store") else { return nil }
    try response.complete(for: .get, json: request.json)
    guard case .bytes(let bytes) = response.body else { return nil }
    // The tag is weak, because the web server may compress the body (RFC 9110, section 8.8.3.3).
    let tag = EntityTag(opaque: hexadecimal(fingerprint(of: bytes)), isWeak: true)
    response.headers[.eTag] = "\(tag)"
    return tag
  }

  /// Returns the 128-bit FNV-1a hash: equal in all processes, and unequal for versions that are not built to collide.
  private static func fingerprint(of bytes: [UInt8]) -> UInt128 {
    let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B
    return bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) { ($0 ^ UInt128($1)) &* prime }
  }

  private static func hexadecimal(_ number: UInt128) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
