import AfterglowTemplates
import Testing

@Suite struct TemplateEscapingTests {
  private static let attacks = [
    "<script>alert(1)</script>", "{{{value}}}", "{{>part}}", #"" onmouseover="alert(1)"#,
    "' onmouseover='alert(1)", "&lt;script&gt;",
    "<",
    "\"\u{301} onmouseover=alert(1) x=\"", "'\u{301} onmouseover=alert(1)", "<\u{200D}script>", "\"\u{FE0F}>",
    ">\u{338}",
  ]

  private static func escaped(_ text: String) -> String {
    String(
      text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
        let replacement = ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"][
          String(scalar)]
        return replacement.map { Array($0.unicodeScalars) } ?? [scalar]
      }.reduce(into: String.UnicodeScalarView()) { $0.append($1) })
  }

  /// Where a value may stand in a template, with its templates' names.
  private static let places: [[String: String]] = [
    ["page.mustache": "{{value}}"], ["page.mustache": "{{#value}}{{.}}{{/value}}"],
    ["page.mustache": "{{#list}}{{.}}{{/list}}"],
    ["page.mustache": "{{>part}}", "part.mustache": "{{value}}"],
    ["page.mustache": "{{#list}}{{>part}}{{/list}}", "part.mustache": "{{.}}"],
    ["page.mustache": "{{<layout}}{{$a}}{{value}}{{/a}}{{/layout}}", "layout.mustache": "{{$a}}{{/a}}"],
    ["page.mustache": "{{<layout}}{{/layout}}", "layout.mustache": "{{$a}}{{value}}{{/a}}"],
    ["page.mustache": "{{=<% %>=}}<%value%>"],
  ]

  @Test(arguments: places, attacks)
  func `no value is markup, wherever it stands`(place: [String: String], attack: String) throws {
    let files = try TemplateFiles(place)
    let templates = try Templates(folder: files.folder)
    struct Value {
      var value: String
      var list: [String]
    }
    let html = try templates.render("page", with: Value(value: attack, list: [attack]))
    #expect(html.unicodeScalars.elementsEqual(Self.escaped(attack).unicodeScalars))
  }

  @Test func `only what the template says so is not escaped`() throws {
    #expect(try TemplateFiles.render("{{{a}}}{{&a}}{{a}}", ["a": "<"]) == "<<&lt;")
  }

  @Test(arguments: ["{{% CONTENT_TYPE: TEXT}}{{a}}", "a\n{{%CONTENT_TYPE:HTML}}"])
  func `a template can't switch escaping off`(text: String) throws {
    #expect {
      try TemplateFiles.render(text, "")
    } throws: { error in
      "\(error)".contains("what is escaped is said by the template's name")
    }
  }

  @Test func `a text can't be part of a page`() throws {
    let files = try TemplateFiles(["page.mustache": "a\n{{> mail.txt }}", "mail.txt.mustache": "{{a}}"])
    #expect {
      try Templates(folder: files.folder)
    } throws: { error in
      "\(error)".contains("/page.mustache:2: {{>mail.txt}}: it is a text")
    }
  }

  @Test func `a page within a text is escaped`() throws {
    let files = try TemplateFiles(["mail.txt.mustache": "{{a}}{{>page}}{{a}}", "page.mustache": "{{a}}"])
    #expect(try Templates(folder: files.folder).render("mail.txt", with: ["a": "<"]) == "<&lt;<")
  }
}
