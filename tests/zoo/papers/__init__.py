PAPERS = {}
