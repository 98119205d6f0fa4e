import HTTPTypes
import Logging

/// A response with a file.
///
///     app.get("/manual") { () in FileResponse(path: "/srv/shop/manual.pdf") }
///
/// The file is sent in pieces, so that memory use does not depend on its size. GET and HEAD support `If-None-Match`,
/// `If-Modified-Since`, `If-Match`, `If-Unmodified-Since`, `Range` with up to 16 parts, and `If-Range` (RFC 9110). With
/// ``FileAcceleration`` nginx does this instead.
///
/// A missing file, a folder, and a file that the process may not read are answered with 404. The path must not come
/// from a client; for names from clients, use ``FileFolder``.
///
/// `X-Content-Type-Options: nosniff` is added unless the header fields have it, so that browsers rely on the declared
/// type and never guess HTML. Send files from strangers as attachments or from another host: otherwise an HTML or SVG
/// file runs as a page of your site.
///
/// The entity tag is made of the file's inode, size and time of change. If several hosts send copies of a file, set
/// `ETag` in ``headers`` yourself. Conditions are then compared with it, and likewise with a `Last-Modified` that you
/// set.
public struct FileResponse: ResponseConvertible, Sendable {
  /// The file's media type; `nil` for that of the name's extension, or `application/octet-stream` if that is unknown.
  public var contentType: String?

  /// Whether a browser should show or save the file; `nil` leaves it to the browser.
  public var disposition: ContentDisposition?

  /// Further header fields, such as `Cache-Control`; they override those made from the file.
  public var headers: HTTPFields

  /// The background tasks to run after the client has the response, unless it is an error.
  public var background: BackgroundTasks

  private let location: FileLocation

  init(
    location: FileLocation, contentType: String?, disposition: ContentDisposition?, headers: HTTPFields = [:],
    background: (any BackgroundWork)?
  ) {
    self.location = location
    self.contentType = contentType
    self.disposition = disposition
    self.headers = headers
    self.background = background?.backgroundTasks ?? []
  }

  /// Creates a response with a file.
  ///
  /// - Parameters:
  ///   - path: the path to the file. Symbolic links are followed; a relative path is relative to the process's working
  ///     directory.
  ///   - contentType: the file's media type; that of the name's extension by default.
  ///   - disposition: whether a browser should show or save the file; `nil` by default, which leaves it to the browser.
  ///   - headers: further header fields; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
  public init(
    path: String, contentType: String? = nil, disposition: ContentDisposition? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) {
    self.init(
      location: .path(path), contentType: contentType, disposition: disposition, headers: headers,
      background: background)
  }

  /// Returns the response to a request.
  ///
  /// The file is opened here and read while it is sent.
  ///
  /// - Throws: ``HTTPError`` 404 if there is no such file, 412 if a precondition doesn't hold, and 416 if the range is
  ///   beyond the file; ``InvalidFieldValueError`` if the content type is invalid; an error of the operating system if
  ///   an existing file can't be opened.
  public func response(to request: Request) throws -> Response {
    let file = try open(for: request)
    var response = Response(status: .ok, headers: try fields(), background: background)
    if let target = FileAcceleration.target(ofPath: location.path, for: request) {
      response.headers[.accelRedirect] = target
      return response
    }
    // Conditions and ranges apply to fetching only; any other method has already taken effect.
    guard request.method == .get || request.method == .head else {
      return response.sending(FileBody(file: file, path: location.path, content: .whole))
    }
    return try fetched(file, by: request, response)
  }

  private func fetched(_ file: OpenFile, by request: Request, _ response: Response) throws -> Response {
    var response = response
    let tag = headers[.eTag].flatMap { EntityTag(fieldValue: $0) } ?? file.version.entityTag
    let lastModified = headers[.lastModified].flatMap { HTTPDate($0) } ?? file.version.lastModified
    setDefault(.eTag, to: "\(tag)", in: &response)
    setDefault(.lastModified, to: "\(lastModified)", in: &response)
    setDefault(.acceptRanges, to: "bytes", in: &response)
    switch FilePreconditions(request.headers).outcome(tag: tag, lastModified: lastModified) {
    case .notModified: return response.notModified
    case .failed: throw HTTPError(.preconditionFailed, detail: "The file is not the one that was meant.")
    case .proceed(let honouringRange):
      // RFC 9110, section 14.2: the Range field applies to GET only.
      let range = honouringRange && request.method == .get ? request.headers[.range] : nil
      let type = response.headers[.contentType] ?? mediaType
      let content = try content(ByteRanges(range, of: file.size), of: file, type)
      return response.sending(FileBody(file: file, path: location.path, content: content))
    }
  }

  private func open(for request: Request) throws -> OpenFile {
    do throws(FileAccessError) {
      return try location.open()
    } catch {
      guard error.meansNotFound else { throw FileFailure(path: location.path, error: error) }
      // Missing files are the client's business, but unreadable ones are for the operator to fix.
      request.logger.log(
        level: error.meansNoPermission ? .warning : .debug, "A file can't be sent.",
        metadata: ["path": "\(location.path)", "error": "\(error)"])
      throw HTTPError(.notFound, detail: "There is no such file.")
    }
  }

  private var mediaType: String { contentType ?? FileMediaTypes.type(ofPath: location.path) }

  private func fields() throws(InvalidFieldValueError) -> HTTPFields {
    var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
    try fields.set(.contentType, checking: mediaType)
    if let disposition { fields[.contentDisposition] = disposition.description }
    for field in headers { fields[field.name] = nil }
    fields.append(contentsOf: headers)
    return fields
  }

  private func setDefault(_ name: HTTPField.Name, to value: String, in response: inout Response) {
    if headers[name] == nil { response.headers[name] = value }
  }

  private func content(
    _ ranges: ByteRanges, of file: OpenFile, _ contentType: String
  ) throws(HTTPError) -> FileBody.Selection {
    switch ranges {
    case .whole: return .whole
    case .parts(let parts):
      if parts.count == 1 { return .part(parts[0]) }
      return .parts(MultipartByteRanges(parts: parts, length: file.size, contentType: contentType))
    case .unsatisfiable:
      // RFC 9110, section 15.5.17: the length lets the client ask again.
      throw HTTPError(
        .rangeNotSatisfiable, detail: "The file has \(file.size) bytes.",
        headers: [.contentRange: "bytes */\(file.size)"])
    }
  }
}

/// An error of the operating system for a file that exists but can't be opened.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let error: FileAccessError

  var description: String { "Cannot open \(path): \(error)." }
}

extension Response {
  /// The response as a 304, without the fields that describe the omitted content (RFC 9110, section 15.4.5).
  fileprivate var notModified: Response {
    var response = self
    response.status = .notModified
    for name in [HTTPField.Name.contentType, .contentDisposition, .acceptRanges, .xContentTypeOptions] {
      response.headers[name] = nil
    }
    return response
  }

  fileprivate func sending(_ body: FileBody) -> Response {
    var response = self
    switch body.content {
    case .whole: break
    case .part(let part):
      response.status = .partialContent
      response.headers[.contentRange] = part.contentRange(of: body.file.size)
    case .parts(let parts):
      response.status = .partialContent
      response.headers[.contentType] = parts.bodyType
    }
    response.headers[.contentLength] = "\(body.length)"
    response.body = .stream(body.send)
    return response
  }
}

extension HTTPField.Name {
  /// The field that makes nginx send the file instead of the application.
  static let accelRedirect: Self = {
    guard let name = Self("X-Accel-Redirect") else { preconditionFailure("a valid field name") }
    return name
  }()
}
