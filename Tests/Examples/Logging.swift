import Afterglow
import Logging

/// The example of the page "Logging".
///
/// Once in a process, since the logging system is.
func loggingExample() -> Application {
  LoggingSystem.bootstrap(NonBlockingLogHandler.standardError, metadataProvider: .requestID)

  let app = Application()
  let payments = Logger(label: "payments")

  app.post("/orders/{number}") { (number: Int, request: Request) in
    request.logger.info("An order has come in.", metadata: ["number": "\(number)"])
    payments.info("The card is charged.")
    return "Thank you."
  }

  return app
}
