import AfterglowTemplates
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is wrong with templates is said when they are read.
@Suite struct TemplateLoadingTests {
  /// The error for templates, without the folder's path.
  private func error(of texts: [String: String]) throws -> String? {
    let files = try TemplateFiles(texts)
    do {
      _ = try Templates(folder: files.folder)
      return nil
    } catch {
      return error.description.replacing(files.folder + "/", with: "")
    }
  }

  @Test(arguments: [
    ("a\n{{#list}}\n{{.}}\n", "page.mustache:2: {{#list}} has no end"),
    ("{{#a}}\n{{^b}}\n{{/b}}\n\n", "page.mustache:1: {{#a}} has no end"),
    ("a\n{{#a}}\n{{/b}}", "page.mustache:3: a section is closed that is not the one that was opened last"),
    ("a\r\nb\r\n{{/a}}\r\n", "page.mustache:3: a section is closed that is not the one that was opened last"),
    ("\n\n{{name", "page.mustache:3: a tag has no"), ("{{a b}}", "page.mustache:1: a tag has no name, or"),
    ("{{{a}}", "page.mustache:1: a tag has no"), ("\n{{=a=}}", "page.mustache:2: the delimiters"),
    ("{{<page2}}\n{{>x}}\n{{/page2}}", "page.mustache:"), ("{{%nonsense}}", "page.mustache:1: a {{%…}} tag"),
    ("a {", "page.mustache:1: a tag has no end"),
  ])
  func `a malformed template is named with its line`(text: String, expected: String) throws {
    let error = try #require(try error(of: ["page.mustache": text, "page2.mustache": ""]))
    #expect(error.hasPrefix(expected))
  }

  @Test(arguments: [
    ("a\n\n{{>heade}}", 3, "{{>heade}}"), ("{{! {{>x}} }}\n{{> heade }}", 2, "{{>heade}}"),
    ("{{<heade}}{{/heade}}", 1, "{{>heade}}"), ("{{#a}}\n{{>heade}}\n{{/a}}", 2, "{{>heade}}"),
    ("{{#a}}\n{{=<% %>=}}\n<%/a%>\n{{>heade}}", 4, "{{>heade}}"),
    ("{{=<% %>=}}\n<%>heade%>", 2, "{{>heade}}"), ("{{{a}}}\n{{>heade}}", 2, "{{>heade}}"),
  ])
  func `a template that is included and not there is named with its line`(
    text: String, line: Int, tag: String
  ) throws {
    let error = try error(of: ["page.mustache": text, "head.mustache": ""])
    #expect(error == "page.mustache:\(line): \(tag): there is no such template")
  }

  @Test(arguments: ["{{=<% %>=}}{{>heade}}", "{{!{{>heade}}", "{{{a}}}{{&b}}{{c}}"])
  func `what is no tag includes nothing`(text: String) throws {
    #expect(try error(of: ["page.mustache": text]) == nil)
  }

  @Test func `a template that includes itself without end is refused`() throws {
    #expect(
      try error(of: ["a.mustache": "x\n{{>a}}"]) == "a.mustache:2: {{>a}}: it includes itself without end")
    let circle = ["a.mustache": "{{>b}}", "b.mustache": "{{<c}}{{/c}}", "c.mustache": "\n{{>a}}"]
    #expect(try error(of: circle) == "a.mustache:1: {{>b}}: it includes itself without end")
    #expect(try error(of: ["a.mustache": "{{>b}}", "b.mustache": "{{#x}}{{>a}}{{/x}}"]) == nil)
    #expect(try error(of: ["a.mustache": "{{>b}}{{>b}}", "b.mustache": "{{>c}}", "c.mustache": ""]) == nil)
  }

  @Test func `a template that the data name is refused`() throws {
    let error = try error(of: ["page.mustache": "a\n{{>*name}}"])
    #expect(error?.hasPrefix("page.mustache:2: {{>*name}}: a template that the data name") == true)
  }

  @Test func `a folder that is not there, or has no template, is named`() throws {
    let files = try TemplateFiles(["page.html": "", ".page.mustache": ""])
    #expect(throws: TemplateError.self) { try Templates(folder: files.folder) }
    #expect {
      try Templates(folder: files.folder + "/nothing")
    } throws: { error in
      "\(error)" == "\(files.folder)/nothing: it can't be read: No such file or directory"
    }
  }

  @Test func `a template that is no text is named`() throws {
    let files = try TemplateFiles()
    try files.write(Data([0x61, 0xFF]), to: "page.mustache")
    #expect {
      try Templates(folder: files.folder)
    } throws: { error in
      "\(error)" == "\(files.folder)/page.mustache: the template is not UTF-8"
    }
  }

  @Test func `hidden files and other files are passed over`() throws {
    let files = try TemplateFiles([
      "page.mustache": "", "page.mustache~": "{{", ".#page.mustache": "{{", ".git/a.mustache": "{{",
      "notes.txt": "{{",
    ])
    #expect(try Templates(folder: files.folder).names == ["page"])
  }

  @Test func `a change shows at once when templates are read again, and not otherwise`() throws {
    let files = try TemplateFiles(["page.mustache": "{{>part}}", "part.mustache": "old"])
    let (kept, reloading) = (
      try Templates(folder: files.folder), try Templates(folder: files.folder, reloading: true)
    )
    try files.write("new", to: "part.mustache")
    #expect(try kept.render("page") == "old")
    #expect(try reloading.render("page") == "new")
    try files.write("{{#a}}", to: "part.mustache")
    #expect(try kept.render("page") == "old")
    #expect(throws: TemplateError.self) { try reloading.render("page") }
  }
}
