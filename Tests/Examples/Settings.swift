import Afterglow

/// What the `main.swift` of the page's service does.
func runSettingsExample() async {
  await Application.run { settings in
    try settingsExample(settings)
  }
}

/// The example of the page "Settings".
func settingsExample(_ settings: ConfigReader) throws -> Application {
  let database = settings.scoped(to: "database")
  let path = try database.requiredString(forKey: "path")
  let pool = database.int(forKey: "poolSize", default: 4)
  let theme = settings.string(forKey: "shop.theme", as: Theme.self, default: .light)
  let mailPassword = try settings.requiredString(forKey: "mail.password", isSecret: true)

  guard (1...100).contains(pool) else {
    throw SettingError(name: "database.poolSize", value: "\(pool)", reason: "use 1 to 100")
  }

  let app = Application()
  app.get("/settings") {
    JSONResponse(
      ShopSettings(path: path, pool: pool, theme: theme.rawValue, hasPassword: !mailPassword.isEmpty))
  }
  return app
}

enum Theme: String {
  case light, dark
}

struct ShopSettings: Content {
  var path: String
  var pool: Int
  var theme: String
  var hasPassword: Bool
}
