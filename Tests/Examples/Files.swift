import Afterglow
import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "Files".
func filesExample() -> Application {
  let app = Application()
  let folder = ProcessInfo.processInfo.environment["SHOP_FILES"] ?? "/srv/shop"

  app.get("/manual") { () in FileResponse(path: folder + "/manual.pdf") }

  let pictures = FileFolder(folder + "/pictures")
  app.get("/pictures/{path...}") { (rest: PathRemainder) in
    pictures.file(named: rest.path, headers: [.cacheControl: "max-age=3600"])
  }

  let invoices = FileFolder(folder + "/invoices")
  app.get("/invoices/{number}") { (number: Int) in
    invoices.file(
      named: "\(number).pdf", disposition: .attachment(filename: "Invoice №\(number).pdf"),
      background: BackgroundTask(noteDownload, number))
  }

  let videos = FileFolder(folder + "/videos")
  let acceleration = FileAcceleration(folder: videos.path, location: "/internal-videos")
  app.include("/videos", middleware: [acceleration]) { group in
    group.get("/{name}") { (name: String) in videos.file(named: name) }
  }

  return app
}

private func noteDownload(of number: Int) {
  print("Invoice \(number) has been downloaded.")
}
