import Afterglow
import HTTPTypes
import Mustache

/// The templates of a folder, in the Mustache language, for pages and e-mails.
///
///     app.provide(Templates.self) { try Templates(folder: "templates") }
///
///     app.get("/users/{id}") { (id: Int, templates: Templates) in
///       try templates.html("user", with: user(id))
///     }
///
/// A template is a file with the suffix `.mustache`. Its name is its path within the folder without the suffix: `user`,
/// `mail/welcome.txt`. Values are escaped for HTML, unless the name ends in `.txt`: such a template is a text, in which
/// values aren't escaped.
///
/// All templates are read at once. A malformed one, or one that includes a missing one, is an error then, so that an
/// application that provides the templates doesn't start.
public struct Templates: Injectable, Sendable {
  private let folder: TemplateFolder
  private let loaded: TemplateSet
  private let reloading: Bool

  /// Reads the templates of a folder and its subfolders, except hidden files.
  ///
  /// - Parameters:
  ///   - folder: the path to the folder, absolute or relative to the process's working directory.
  ///   - reloading: whether the templates are read again whenever one is rendered, so that changes show at once, for
  ///     development; `false` by default.
  /// - Throws: ``TemplateError``, with the file and the line if there is one, if a template or the folder has a
  ///   mistake.
  public init(folder: String, reloading: Bool = false) throws(TemplateError) {
    self.folder = TemplateFolder(path: folder)
    self.reloading = reloading
    loaded = try self.folder.load()
  }

  /// The names of the templates in alphabetical order.
  public var names: [String] { loaded.names }

  /// Renders a template as a page.
  ///
  /// - Parameters:
  ///   - name: the template's name, such as `users/list` for the file `users/list.mustache`.
  ///   - value: the values: a dictionary, or a structure whose properties are found by name whatever their access;
  ///     empty by default.
  ///   - status: the status; the default of the handler's method by default.
  ///   - headers: the header fields; none by default.
  ///   - background: a `BackgroundTask` or `BackgroundTasks` to run after the response; `nil` by default.
  /// - Returns: the response, of type `text/html`.
  /// - Throws: ``TemplateError`` if there is no such template, or if it is a text, in which values aren't escaped; with
  ///   `reloading`, also if a template or the folder has a mistake.
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

  /// Renders a template as a text.
  ///
  /// The parameters are those of ``html(_:with:status:headers:background:)``.
  ///
  /// - Returns: the response, of type `text/plain`.
  /// - Throws: ``TemplateError`` if there is no such template; with `reloading`, also if a template or the folder has a
  ///   mistake.
  public func text(
    _ name: String, with value: Any = [String: String](), status: HTTPResponse.Status? = nil,
    headers: HTTPFields = [:], background: (any BackgroundWork)? = nil
  ) throws(TemplateError) -> Response {
    .text(try render(name, with: value), status: status, headers: headers, background: background)
  }

  /// Renders a template for an e-mail or a file.
  ///
  /// - Parameters:
  ///   - name: the template's name.
  ///   - value: the values; empty by default.
  /// - Returns: the text.
  /// - Throws: ``TemplateError`` if there is no such template; with `reloading`, also if a template or the folder has a
  ///   mistake.
  public func render(_ name: String, with value: Any = [String: String]()) throws(TemplateError) -> String {
    let templates = reloading ? try folder.load() : loaded
    guard let text = templates.library.render(value, withTemplate: name) else {
      let others = templates.names.joined(separator: ", ")
      throw TemplateError(folder.file(of: name), "there is no such template; there are \(others)")
    }
    return text
  }
}
