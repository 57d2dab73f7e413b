# try
