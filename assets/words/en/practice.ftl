# Practising in the window: from the question to the index.
practice-title = Practise
practice-hint = All data here is simulated. Begin with whichever step you like.
practice-none = Make a folder to practise with: a surveyor’s workspace, packages to merge and a master with an index. It takes about a minute.
practice-make = Make the practice folder
practice-ask = Interview
practice-ask-hint = A surveyor’s workspace: the form is ready to be filled in.
practice-merge = Merge data
practice-merge-hint = The coordinator’s master: packages of other laptops have just come in.
practice-index = See the index
practice-index-hint = The index tree and the ranks of the wards, from the packages merged already.
practice-steps = Steps of the practice
