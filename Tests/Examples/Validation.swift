import Afterglow

/// The example of the page "Validation".
func validationExample() -> Application {
  let app = Application()

  app.post("/orders") { (order: Order) in
    JSONResponse(["total": order.items.map(\.total).reduce(0, +)])
  }

  app.post("/accounts") { (account: Account) in
    guard account.email != "ada@example.org" else {
      throw ValidationError([
        ValidationFailure(
          type: "taken", location: [.key("email")], message: "There is such an account already",
          input: .string(account.email))
      ])
    }
    return JSONResponse(["email": account.email])
  }

  return app
}

private struct Order: Content {
  var email: String
  var items: [Item]
  var delivery: Delivery?
}

private enum Delivery: String, Codable, CaseIterable { case pickup, post }

private struct Item: Content, Validatable {
  var name: String
  var price: Int
  var quantity: Int

  var total: Int { price * quantity }

  static let rules = ValidationRules<Item> { rules in
    rules.check(\.name, "name", .length(1...40), .pattern("[a-z ]+"))
    rules.check(\.price, "price", .range(0...1_000_000))
    rules.check(\.quantity, "quantity", .range(1...100), .multiple(of: 2))
  }
}

private struct Account: Content, Validatable {
  var email: String
  var password: String
  var repeated: String

  static let rules = ValidationRules<Account> { rules in
    rules.check(\.email, "email", .length(...100), .email)
    rules.check(\.password, "password", .length(8...200), .passphrase)
    rules.whole("The passwords differ", at: "repeated") { $0.password == $0.repeated }
    rules.secret("password")
    rules.secret("repeated")
  }
}

extension ValidationRule<String> {
  fileprivate static let passphrase = custom("Choose at least two words", type: "passphrase") {
    $0.split(separator: " ").count >= 2
  }
}
