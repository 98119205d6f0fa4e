#if canImport(Testing)
  import Testing

  extension Trait where Self == IssueHandlingTrait {
    /// Shows what the service has printed beside each failed expectation inside ``TestServer/run(_:grace:_:)``.
    ///
    ///     @Suite(.showsServerLog) struct NotesTests { … }
    ///
    /// An error that leaves the closure has it already, see ``ServerFailure``. For Swift Testing; XCTest has no such
    /// place.
    public static var showsServerLog: Self {
      .compactMapIssues { issue in
        // An error is the failure's own, and comes with the log.
        guard issue.error == nil, let log = TestServer.current?.log else { return issue }
        var issue = issue
        issue.comments.append("The service has printed:\n\(ServerFailure.indented(log))")
        return issue
      }
    }
  }
#endif
