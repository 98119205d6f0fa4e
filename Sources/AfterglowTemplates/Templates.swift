import Afterglow
import HTTPTypes
import Mustache

/// The templates of a folder, in the language Mustache, for pages and e-mails.
///
///     app.provide(Templates.self) { try Templates(folder: "templates") }
///
///     app.get("/users/{id}") { (id: Int, templates: Templates) in
///       try templates.html("user", with: user(id))
///     }
///
/// A template is a file whose name ends in `.mustache`; what it is called by is its path within the folder without that:
/// `user`, `mail/welcome.txt`. What it fills in is escaped for HTML, unless the name ends in `.txt`: then it is a text,
/// and nothing is.
///
/// All are read at once. One that is malformed, or that includes another that is not there, is an error then, so that an
/// application which provides them doesn't start with it.
public struct Templates: Injectable, Sendable {
  private let folder: TemplateFolder
  private let loaded: TemplateSet
  private let reloading: Bool

  /// Reads the templates of a folder and of those below it; hidden files are passed over.
  ///
  /// - Parameters:
  ///   - folder: the folder's path; a relative one is relative to the process's working directory.
  ///   - reloading: whether they are read again whenever one is rendered, so that a change shows at once; for development,
  ///     and not by default.
  /// - Throws: ``TemplateError`` with the file and the line if there is something wrong with one, or with the folder.
  public init(folder: String, reloading: Bool = false) throws(TemplateError) {
    self.folder = TemplateFolder(path: folder)
    self.reloading = reloading
    loaded = try self.folder.load()
  }

  /// What the templates are called by, in alphabetical order.
  public var names: [String] { loaded.names }

  /// A page made of a template.
  ///
  /// - Parameters:
  ///   - name: the template's name, `users/list` for the file `users/list.mustache`.
  ///   - value: what it fills in: a structure, whose properties are found by their names whatever their access, or a
  ///     dictionary; nothing by default.
  ///   - status: the status; by default that of the handler's method.
  ///   - headers: header fields; none by default.
  ///   - background: a `BackgroundTask` or `BackgroundTasks` to run after the response; nothing by default.
  /// - Returns: the response, as `text/html`.
  /// - Throws: ``TemplateError`` if there is no such template, or if it is a text, which escapes nothing.
  public func html(
    _ name: String, with value: Any = [String: String](), status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:], background: (any BackgroundWork)? = nil
  ) throws(TemplateError) -> Response {
    guard !TemplateSet.isText(name) else {
      throw TemplateError(
        folder.file(of: name), "it is a text, whose values are not escaped, and can't be a page")
    }
    return .html(try render(name, with: value), status: status, headers: headers, background: background)
  }

  /// A text made of a template.
  ///
  /// For the parameters see ``html(_:with:status:headers:background:)``.
  ///
  /// - Returns: the response, as `text/plain`.
  /// - Throws: ``TemplateError`` if there is no such template.
  public func text(
    _ name: String, with value: Any = [String: String](), status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:], background: (any BackgroundWork)? = nil
  ) throws(TemplateError) -> Response {
    .text(try render(name, with: value), status: status, headers: headers, background: background)
  }

  /// What a template comes to, for an e-mail or a file.
  ///
  /// - Throws: ``TemplateError`` if there is no such template; with `reloading`, also what reading them throws.
  public func render(_ name: String, with value: Any = [String: String]()) throws(TemplateError) -> String {
    let templates = reloading ? try folder.load() : loaded
    guard let text = templates.library.render(value, withTemplate: name) else {
      let others = templates.names.joined(separator: ", ")
      throw TemplateError(folder.file(of: name), "there is no such template; there are \(others)")
    }
    return text
  }
}
