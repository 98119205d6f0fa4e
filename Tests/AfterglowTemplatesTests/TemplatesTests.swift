import Afterglow
import AfterglowTemplates
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct TemplatesTests {
  private struct Shop {
    var name: String
    var items: [Item] = []
  }

  private struct Item {
    var title: String
    private var price: Int?

    init(_ title: String, price: Int? = nil) { (self.title, self.price) = (title, price) }
  }

  @Test func `a value's properties are filled in by their names`() throws {
    let shop = Shop(name: "Ada's", items: [Item("Pen", price: 3), Item("Gift")])
    let text = try TemplateFiles.render(
      "<h1>{{name}}</h1>{{#items}}<li>{{title}}{{#price}} {{.}} €{{/price}}</li>{{/items}}{{^items}}nothing{{/items}}",
      shop)
    #expect(text == "<h1>Ada&#39;s</h1><li>Pen 3 €</li><li>Gift</li>")
    #expect(try TemplateFiles.render("{{^items}}nothing{{/items}}", Shop(name: "")) == "nothing")
  }

  @Test func `a dictionary is filled in as well, and what it lacks is left out`() throws {
    #expect(try TemplateFiles.render("{{a}}-{{b}}", ["a": "1"]) == "1-")
  }

  @Test func `templates include others, in folders too, with the same value`() throws {
    let files = try TemplateFiles([
      "page.mustache": "{{>parts/head}}\n{{#items}}\n{{>parts/item}}\n{{/items}}\n",
      "parts/head.mustache": "<h1>{{name}}</h1>\n", "parts/item.mustache": "<li>{{title}}</li>\n",
    ])
    let templates = try Templates(folder: files.folder)
    #expect(templates.names == ["page", "parts/head", "parts/item"])
    let text = try templates.render("page", with: Shop(name: "S", items: [Item("<b>"), Item("c")]))
    #expect(text == "<h1>S</h1>\n<li>&lt;b&gt;</li>\n<li>c</li>\n")
  }

  @Test func `a layout is filled in by a page's blocks, and keeps what they leave out`() throws {
    let files = try TemplateFiles([
      "layout.mustache": "<title>{{$title}}Shop{{/title}}</title><main>{{$main}}{{/main}}</main>",
      "page.mustache": "{{<layout}}{{$main}}<p>{{name}}</p>{{/main}}{{/layout}}",
      "other.mustache": "{{<layout}}{{$title}}{{name}}{{/title}}{{/layout}}",
    ])
    let templates = try Templates(folder: files.folder)
    let value = ["name": "<i>"]
    #expect(try templates.render("page", with: value) == "<title>Shop</title><main><p>&lt;i&gt;</p></main>")
    #expect(try templates.render("other", with: value) == "<title>&lt;i&gt;</title><main></main>")
  }

  @Test func `a template may include itself as long as there is something to include`() throws {
    struct Node {
      var name: String
      var children: [Node] = []
    }
    let files = try TemplateFiles(["tree.mustache": "({{name}}{{#children}}{{>tree}}{{/children}})"])
    let tree = Node(name: "a", children: [Node(name: "b", children: [Node(name: "c")]), Node(name: "d")])
    #expect(try Templates(folder: files.folder).render("tree", with: tree) == "(a(b(c))(d))")
  }

  @Test func `a dot before a name keeps to the value at hand`() throws {
    final class Link {
      let name: String
      let next: Link?

      init(_ name: String, _ next: Link? = nil) { (self.name, self.next) = (name, next) }
    }
    let files = try TemplateFiles(["chain.mustache": "{{name}}{{#.next}}-{{>chain}}{{/.next}}"])
    let chain = Link("a", Link("b", Link("c")))
    #expect(try Templates(folder: files.folder).render("chain", with: chain) == "a-b-c")
  }

  @Test func `what stands on a line of its own leaves no line behind, also at the start`() throws {
    #expect(try TemplateFiles.render("{{#items}}\n{{.}}\n{{/items}}\n", ["items": ["a", "b"]]) == "a\nb\n")
    #expect(try TemplateFiles.render("{{! a comment }}\nx\n", "") == "x\n")
    #expect(try TemplateFiles.render("x", "") == "x")
    #expect(try TemplateFiles.render("", "") == "")
  }

  @Test func `a page is a response with its status, header fields and tasks`() async throws {
    let files = try TemplateFiles(["page.mustache": "<p>{{name}}</p>"])
    let templates = try Templates(folder: files.folder)
    let app = Application()
    app.post("/") { () in
      try templates.html(
        "page", with: ["name": "<Ada>"], headers: [.cacheControl: "no-store"],
        background: BackgroundTask(name: "after") {})
    }
    let exchange = await (try InProcessClient(app)).send(method: .post, target: "/")
    #expect(exchange.status == .created)
    #expect(exchange.headers[.contentType] == "text/html; charset=utf-8")
    #expect(exchange.headers[.cacheControl] == "no-store")
    #expect(exchange.text == "<p>&lt;Ada&gt;</p>")
    #expect(exchange.backgroundTaskNames == ["after"])
  }

  @Test func `a template that ends in txt is a text, and nothing of it is escaped`() async throws {
    let files = try TemplateFiles([
      "mail.txt.mustache": "Dear {{name}},\n{{>sign.txt}}", "sign.txt.mustache": "{{name}} & Co.\n",
    ])
    let templates = try Templates(folder: files.folder)
    let app = Application()
    app.get("/") { () in try templates.text("mail.txt", with: ["name": "<Ada>"], status: .accepted) }
    let exchange = await (try InProcessClient(app)).get("/")
    #expect(exchange.status == .accepted)
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(exchange.text == "Dear <Ada>,\n<Ada> & Co.\n")
  }

  @Test func `a text can't be a page`() throws {
    let files = try TemplateFiles(["mail.txt.mustache": "{{name}}"])
    let templates = try Templates(folder: files.folder)
    #expect {
      try templates.html("mail.txt", with: ["name": "<script>"])
    } throws: { error in
      "\(error)".contains("mail.txt.mustache: it is a text")
    }
  }

  @Test func `a template that is not there is named, with those that are`() throws {
    let files = try TemplateFiles(["page.mustache": "", "user.mustache": ""])
    let templates = try Templates(folder: files.folder)
    #expect {
      try templates.html("pgae")
    } throws: { error in
      "\(error)" == "\(files.folder)/pgae.mustache: there is no such template; there are page, user"
    }
  }

  @Test func `a handler that names no template is a 500 without a word of it`() async throws {
    let files = try TemplateFiles(["page.mustache": ""])
    let templates = try Templates(folder: files.folder)
    let app = Application()
    app.get("/") { () in try templates.html("pgae") }
    let exchange = await (try InProcessClient(app)).get("/")
    #expect(exchange.status == .internalServerError)
    #expect(!exchange.text.contains("pgae"))
  }

  @Test func `handlers are given what the application provides`() async throws {
    let files = try TemplateFiles(["page.mustache": "{{name}}"])
    let app = Application()
    app.provide(Templates.self) { try Templates(folder: files.folder) }
    app.get("/{name}") { (name: String, templates: Templates) in
      try templates.html("page", with: ["name": name])
    }
    try await app.start()
    #expect(await (try InProcessClient(app)).get("/Ada").text == "Ada")
    try await app.shutDown()
  }

  @Test func `an application that provides broken templates doesn't start, and says why`() async throws {
    let files = try TemplateFiles(["page.mustache": "{{#a}}"])
    let app = Application()
    app.provide(Templates.self) { try Templates(folder: files.folder) }
    await #expect {
      try await app.start()
    } throws: { error in
      "\(error)" == "The start failed: \(files.folder)/page.mustache:1: {{#a}} has no end"
    }
  }
}
