import HTTPTypes
import Logging

/// A response with a file.
///
///     app.get("/manual") { () in FileResponse(path: "/srv/shop/manual.pdf") }
///
/// The file is sent in pieces, so that one of any size needs little memory. GET and HEAD understand what RFC 9110 has for
/// it: `If-None-Match`, `If-Modified-Since`, `If-Match`, `If-Unmodified-Since`, `Range` with up to 16 parts, and
/// `If-Range`. With ``FileAcceleration`` nginx does all that instead.
///
/// A file that is not there, a folder, and one that the process may not read are answered 404. The path is the
/// service's own: where a client names the file, use ``FileFolder``.
///
/// `X-Content-Type-Options: nosniff` is set unless the header fields have it, so that a browser takes a file for what
/// its type says and never for a page. Files from strangers are best sent as an attachment, or from another host:
/// an HTML or SVG file of theirs is otherwise a page of yours.
///
/// The entity tag is made of the file's inode, size and time of change. Where several hosts send copies of a file, give
/// it an `ETag` of your own among the header fields; conditions are then compared with that, as with a `Last-Modified` of
/// your own.
public struct FileResponse: ResponseConvertible, Sendable {
  /// The file's media type; by default that of its name's extension, `application/octet-stream` if that is not known.
  public var contentType: String?

  /// Whether a browser is to show or to save it; that is up to the browser by default.
  public var disposition: ContentDisposition?

  /// More header fields, `Cache-Control` for example; they stand above what is made of the file.
  public var headers: HTTPFields

  /// What runs after the client has the response, if it is no error.
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

  /// A response with a file.
  ///
  /// - Parameters:
  ///   - path: the file's path; links are followed, a relative path is relative to the process's working directory.
  ///   - contentType: its media type; by default that of the name's extension.
  ///   - disposition: whether a browser is to show or to save it; that is up to the browser by default.
  ///   - headers: more header fields; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  public init(
    path: String, contentType: String? = nil, disposition: ContentDisposition? = nil,
    headers: HTTPFields = [:],
    background: (any BackgroundWork)? = nil
  ) {
    self.init(
      location: .path(path), contentType: contentType, disposition: disposition, headers: headers,
      background: background)
  }

  /// The response to this request.
  ///
  /// The file is opened here; it is read while it is sent.
  ///
  /// - Throws: ``HTTPError`` 404 if there is no such file, 412 and 416 by the request's header fields;
  ///   ``InvalidFieldValueError`` for a content type that can't be one; what the operating system has against it.
  public func response(to request: Request) throws -> Response {
    let file = try open(for: request)
    var response = Response(status: .ok, headers: try fields(), background: background)
    if let target = FileAcceleration.target(ofPath: location.path, for: request) {
      response.headers[.accelRedirect] = target
      return response
    }
    // What another method does is done by now; conditions and parts are for who fetches the file.
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
      // RFC 9110, section 14.2: a Range field means something with GET only.
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
      // Clients may ask for what is not there; a file that may not be read is for the operator to mend.
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
      // RFC 9110, section 15.5.17: with the length, so that the client can ask again.
      throw HTTPError(
        .rangeNotSatisfiable, detail: "The file has \(file.size) bytes.",
        headers: [.contentRange: "bytes */\(file.size)"])
    }
  }
}

/// The operating system can't open or read a file that is there.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let error: FileAccessError

  var description: String { "Cannot open \(path): \(error)." }
}

extension Response {
  /// RFC 9110, section 15.4.5: what describes the content that is not sent is left out.
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
  /// nginx sends the file instead of the application.
  static let accelRedirect: Self = {
    guard let name = Self("X-Accel-Redirect") else { preconditionFailure("a valid field name") }
    return name
  }()
}
