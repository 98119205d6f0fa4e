/// The rest of the path, for a route that ends with `{name...}`.
///
///     app.get("/pages/{path...}") { (rest: PathRemainder) in
///       pages[rest.path] ?? "There is no page \(rest.path)."
///     }
///
/// The rest has at least one segment. No segment is empty, `.` or `..`, or contains a slash. ``path`` therefore can't
/// lead out of a folder, except through symbolic links.
public struct PathRemainder: RequestExtractable, Equatable {
  /// The segments, percent-decoded.
  public let segments: [String]

  /// The segments, joined with slashes.
  public var path: String { segments.joined(separator: "/") }

  /// The rest of the path.
  public static var extractionSource: ExtractionSource { .pathRemainder }

  /// Returns the value of the `{name...}` segment.
  ///
  /// - Throws: ``HTTPError`` 500 if the route has no such segment.
  public static func extract(from context: inout ExtractionContext) throws -> PathRemainder {
    let text = try context.takePathSegment().value
    return PathRemainder(segments: RequestSegments.parts(of: text[...]).map(String.init))
  }

  static func mayHold(_ segment: String) -> Bool {
    RequestSegments.mayBind(segment) && !RequestSegments.hasSlash(segment)
  }
}
