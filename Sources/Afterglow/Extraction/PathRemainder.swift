/// All that follows in the path, for a route that ends with `{name...}`.
///
///     app.get("/pages/{path...}") { (rest: PathRemainder) in
///       pages[rest.path] ?? "There is no page \(rest.path)."
///     }
///
/// It has one segment at least. None of them is empty, `.` or `..`, or has a slash in it, so that ``path`` can't lead out
/// of a folder; symbolic links may.
public struct PathRemainder: RequestExtractable, Equatable {
  /// The segments, percent-decoded.
  public let segments: [String]

  /// The segments with slashes between them.
  public var path: String { segments.joined(separator: "/") }

  /// The rest of the path.
  public static var extractionSource: ExtractionSource { .pathRemainder }

  /// The value of the `{name...}` segment.
  ///
  /// - Throws: ``HTTPError`` 500 if the route has none.
  public static func extract(from context: inout ExtractionContext) throws -> PathRemainder {
    let text = try context.takePathSegment().value
    return PathRemainder(segments: RequestSegments.parts(of: text[...]).map(String.init))
  }

  static func mayHold(_ segment: String) -> Bool {
    RequestSegments.mayBind(segment) && !RequestSegments.hasSlash(segment)
  }
}
