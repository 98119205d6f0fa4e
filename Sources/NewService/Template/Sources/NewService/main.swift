await makeApplication().run()
