import Afterglow
import AfterglowTemplates

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "Templates".
func templatesExample() -> Application {
  let app = Application()
  let environment = ProcessInfo.processInfo.environment

  app.provide(Templates.self) {
    try Templates(
      folder: environment["SHOP_TEMPLATES"] ?? "templates", reloading: environment["SHOP_DEVELOPMENT"] == "1")
  }

  app.get("/basket/{owner}") { (owner: String, templates: Templates) in
    let basket = Basket(owner: owner, articles: [Article(title: "Pen", price: 3), Article(title: "Ink")])
    return try templates.html("basket", with: basket)
  }

  app.post("/orders/{owner}") { (owner: String, templates: Templates) in
    try templates.html(
      "thanks", with: ["owner": owner], background: BackgroundTask(confirm, owner, templates))
  }

  return app
}

private struct Basket {
  var owner: String
  var articles: [Article]
}

private struct Article {
  var title: String
  var price: Int?
}

private func confirm(orderOf owner: String, _ templates: Templates) throws {
  print(try templates.render("mail/order.txt", with: ["owner": owner]))
}
