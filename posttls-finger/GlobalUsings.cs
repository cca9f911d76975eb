global using MailSuite.Net;
global using MailSuite.Base;
global using MailSuite.Config;
global using MailSuite.Daemon;
