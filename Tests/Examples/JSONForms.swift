import Afterglow

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "Responses", of an application that chooses the form of its JSON.
func jsonFormsExample() -> Application {
  let app = Application()

  app.json = JSONOptions(dates: .millisecondsSince1970, keys: .snakeCase)

  app.post("/meetings") { (meeting: Meeting) in meeting }

  return app
}

private struct Meeting: Content {
  var startsAt: Date
  var roomNumber: Int
}
