import Afterglow

struct Note: Content {
  var author: String
  var text: String
}

/// The service of the page "Testing".
func notesApplication() -> Application {
  let app = Application()

  app.get("/") { "Notes" }

  app.get("/notes/{id}") { (id: Int) in JSONResponse(["id": id]) }

  app.post("/notes") { (note: Note) in
    var tasks = BackgroundTasks()
    tasks.addTask(index, note, name: "index")
    return JSONResponse(["author": note.author], background: tasks)
  }

  return app
}

func index(_ note: Note) throws {
  guard !note.text.isEmpty else { throw EmptyNote() }
  print("Indexed a note of \(note.author).")
}

struct EmptyNote: Error {}
